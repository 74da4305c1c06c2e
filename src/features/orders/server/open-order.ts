/** Opening the page of an order by its link. */
import { noteEventStamp } from '#features/events/server/remember-event.ts';
import type { Ctx } from '#platform/ctx.ts';
import { authoriseFound, type OrderKey, type OrderScope } from './policy.ts';
import { findOrderByCode, type OrderView } from './queries.ts';

export type OpenedOrder = { scope: OrderScope; order: OrderView };

/** The order and its scope for a reader who has the link, in one statement. @throws as `authoriseOrder` does */
export async function openOrder(ctx: Ctx, key: OrderKey): Promise<OpenedOrder> {
  const { scope, found } = await authoriseFound(ctx, key, () => findOrderByCode(ctx, key.code));
  noteEventStamp(ctx, found);
  return { scope, order: found.order };
}
