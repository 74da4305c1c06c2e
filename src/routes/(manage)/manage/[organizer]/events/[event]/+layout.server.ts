import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/queries.ts';
import { takesTestMoney } from '#features/payments/server/queries.ts';
import { listRights } from '#features/organizers/server/policy.ts';
import type { LayoutServerLoad } from './$types';

/** What the rail and every page of an event say of it. */
export const load: LayoutServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see');
  const event = await getManagedEvent(locals.ctx, scope);
  return { testMoney: await takesTestMoney(locals.ctx, scope), managedEvent: { ...event, rights: await listRights(locals.ctx, scope) } };
};
