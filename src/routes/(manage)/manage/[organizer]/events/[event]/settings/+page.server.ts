import { BIN_DAYS } from '#features/events/event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventLife } from '#features/events/server/load-managed-event.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit');
  return { life: await getEventLife(locals.ctx, scope), binDays: BIN_DAYS };
};
