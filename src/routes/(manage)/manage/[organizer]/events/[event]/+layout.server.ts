import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { takesTestMoney } from '#features/payments/server/queries.ts';
import { listRights } from '#features/organizers/server/policy.ts';
import type { LayoutServerLoad } from './$types';

/** What the rail and every page of an event say of it, and where its rooms begin. */
export const load: LayoutServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see');
  const event = await getManagedEvent(locals.ctx, scope);
  return {
    root: manageRoot({ organizer: params.organizer, event: event.slug }),
    testMoney: await takesTestMoney(locals.ctx, scope),
    managedEvent: { ...event, rights: await listRights(locals.ctx, scope) },
  };
};
