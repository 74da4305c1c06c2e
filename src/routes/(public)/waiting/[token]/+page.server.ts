import { redirect } from '@sveltejs/kit';
import { systemEventScope } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { orderAddress } from '#features/orders/server/sign-order.ts';
import { leaveWaitingList } from '#features/waiting/server/leave-waiting-list.ts';
import { authoriseEntry } from '#features/waiting/server/policy.ts';
import { getOwnEntry } from '#features/waiting/server/queries.ts';
import { mailIsKept } from '#platform/runtime.ts';
import { themeCss } from '#platform/theme-css.ts';
import { SECRET_PAGE } from '../../../secret-page.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, getClientAddress, setHeaders }) => {
  setHeaders(SECRET_PAGE);
  const { ctx } = locals;
  const scope = await authoriseEntry(ctx, { ...params, visitor: getClientAddress });
  const event = await getEvent(ctx, await systemEventScope(ctx, scope.eventId));
  const { orderCode, ...entry } = await getOwnEntry(ctx, scope);
  const order = orderCode === null ? '' : orderAddress(orderCode);
  return { event, mailIsKept: mailIsKept(), theme: themeCss(event), entry, order };
};

export const actions: Actions = {
  leave: async ({ locals, params, getClientAddress }) => {
    await leaveWaitingList(locals.ctx, await authoriseEntry(locals.ctx, { ...params, visitor: getClientAddress }));
    redirect(303, `/waiting/${params.token}`);
  },
};
