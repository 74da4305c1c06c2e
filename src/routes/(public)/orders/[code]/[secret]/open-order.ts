/** The order of a page, for those who have its link. */
import { authoriseOrder, type OrderScope } from '#features/orders/server/policy.ts';

type Visit = { locals: App.Locals; params: { code: string; secret: string }; getClientAddress: () => string };

/** Asked by the layout and by the page of one request, it is looked up once. @throws as `authoriseOrder` does */
export function openOrder({ locals, params, getClientAddress }: Visit): Promise<OrderScope> {
  locals.order ??= authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
  return locals.order;
}
