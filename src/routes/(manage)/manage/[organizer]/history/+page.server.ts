import { readHistoryFilter } from '#features/audit/server/inputs.ts';
import { listAuditEntries, listAuditFilters } from '#features/audit/server/queries.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { listHiddenEvents } from '#features/organizers/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'see-history');
  const filter = readHistoryFilter(url.searchParams);
  const hiddenEvents = await listHiddenEvents(locals.ctx, scope);
  const place = { organizerId: scope.organizerId };
  return {
    ...(await listAuditEntries(locals.ctx, place, { ...filter, hiddenEvents })),
    ...(await listAuditFilters(locals.ctx, place, { hiddenEvents })),
    by: filter.by ?? '',
    kind: filter.kind ?? '',
  };
};
