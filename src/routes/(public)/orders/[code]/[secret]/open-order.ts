/** The order of a page, for those who have its link. */
import { type OpenedOrder, openOrder } from '#features/orders/server/open-order.ts';
import { authoriseOrder, type OrderScope } from '#features/orders/server/policy.ts';

type Visit = { locals: App.Locals; params: { code: string; secret: string }; getClientAddress: () => string };

/** Everything in the order, read once for the layout and the page. @throws as `authoriseOrder` does */
export function loadVisited({ locals, params, getClientAddress }: Visit): Promise<OpenedOrder> {
  locals.order ??= openOrder(locals.ctx, { ...params, visitor: getClientAddress });
  return locals.order;
}

/** Who may act on it, for what a form does. @throws as `authoriseOrder` */
export function authoriseVisitor({ locals, params, getClientAddress }: Visit): Promise<OrderScope> {
  return authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
}
