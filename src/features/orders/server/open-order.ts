/** Opening the page of an order by its link. */
import { noteEventStamp } from '#features/events/server/remember-event.ts';
import type { Ctx } from '#platform/ctx.ts';
import { authoriseOrder, type OrderKey, type OrderScope } from './policy.ts';
import { findOrderByCode, getOrder, type OrderView } from './queries.ts';

export type OpenedOrder = { scope: OrderScope; order: OrderView };

/** The order and its scope for a reader who has the link, in one statement. @throws as `authoriseOrder` does */
export async function openOrder(ctx: Ctx, key: OrderKey): Promise<OpenedOrder> {
  let order: OrderView | undefined;
  const scope = await authoriseOrder(ctx, key, async () => {
    const found = await findOrderByCode(ctx, key.code);
    if (!found) return undefined;
    order = found.order;
    noteEventStamp(ctx, { eventId: found.ids.eventId, stamp: found.stamp });
    return { ...found.ids, code: order.code };
  });
  return { scope, order: order ?? (await getOrder(ctx, scope)) };
}
