/** Moving a heading or a ticket type to another place. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { moveInShop, type ShopKey, type ShopMove } from '../shop.ts';
import { type LockedItem, lockShop, renumberShop } from './lock-shop.ts';
import { ticketsModified } from './signals.ts';

/**
 * Moves it and gives the place where it now stands. Two who move at once wait for each other: the second move starts
 * from what the first left. @throws NotFound for a record of another event; Conflict where what it was to follow is
 * gone
 */
export async function moveShopItem(
  ctx: Ctx,
  scope: EventScope,
  input: { item: ShopKey; move: ShopMove },
): Promise<{
  position: number;
  /** What it stood behind before; null where it was the first. */
  stoodBehind: ShopKey | null;
}> {
  return transact(ctx, async (ctx) => {
    const shop = await lockShop(ctx, scope);
    const byKey = new Map(shop.map((item) => [item.key, item]));
    const item = byKey.get(input.item);
    if (!item) throw new NotFound('not_found.shop_item');
    const order = moveInShop([...byKey.keys()], input.item, input.move);
    if (!order) throw new Conflict('conflict.list_changed');
    const position = order.indexOf(input.item) + 1;
    const keys = [...byKey.keys()];
    const stoodBehind = keys[keys.indexOf(input.item) - 1] ?? null;
    if (position === item.position) return { position, stoodBehind };
    await renumberShop(
      ctx,
      order.map((key) => byKey.get(key) as LockedItem),
    );
    const { organizerId, eventId } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'tickets.move',
      subject: `${item.key.replace('-', ' ')}: ${item.name}`,
      before: { position: item.position },
      after: { position },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
    return { position, stoodBehind };
  });
}
