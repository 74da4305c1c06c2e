import { readHistoryFilter } from '#features/audit/server/inputs.ts';
import { listAuditEntries, listAuditFilters } from '#features/audit/server/queries.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { organizerId, eventId } = await authoriseEventOf(locals.ctx, params, 'see-history');
  const filter = readHistoryFilter(url.searchParams);
  const place = { organizerId, eventId };
  return {
    ...(await listAuditEntries(locals.ctx, place, { ...filter, hiddenEvents: [] })),
    ...(await listAuditFilters(locals.ctx, place, { hiddenEvents: [] })),
    by: filter.by ?? '',
    kind: filter.kind ?? '',
  };
};
