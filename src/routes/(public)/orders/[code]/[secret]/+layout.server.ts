import { systemEventScope } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { takesTestMoney } from '#features/payments/server/queries.ts';
import { mailIsKept } from '#platform/runtime.ts';
import { themeCss } from '#platform/theme-css.ts';
import { loadVisited } from './open-order.ts';
import { SECRET_PAGE } from '../../../../secret-page.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (visit) => {
  const { locals, params, setHeaders } = visit;
  setHeaders(SECRET_PAGE);
  const { scope } = await loadVisited(visit);
  // Who has ordered sees what of it is theirs, also when the event is off or hidden.
  const event = await getEvent(locals.ctx, await systemEventScope(locals.ctx, scope.eventId));
  // Where nobody gets a mail the page's own address is the only way back.
  return {
    event,
    mailIsKept: mailIsKept(),
    testMoney: await takesTestMoney(locals.ctx, scope),
    theme: themeCss(event),
    address: `/orders/${params.code}/${params.secret}`,
  };
};
