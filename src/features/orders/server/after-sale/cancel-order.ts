/** Giving an order up: by its buyer, or by the team. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { checkBuyer } from './check-buyer.ts';
import { lockOrder, moveOrder } from '../move-order.ts';
import { byWhom, type OrderScope } from '../policy.ts';
import { orderCancelled } from '../signals.ts';

/**
 * Cancels an order: its seats are everybody's again, once however often it is sent. That somebody
 * had ordered is announced; that somebody only held seats is not.
 * `onlyHeld`: one that was completed meanwhile stays. `withMoney`: the caller decides, in the same transaction, what
 * becomes of what was paid.
 * @throws Conflict where something was paid and nobody decides about it, or its buyer may not by the organiser's rules
 */
export async function cancelOrder(
  ctx: Ctx,
  scope: OrderScope,
  { onlyHeld = false, withMoney = false } = {},
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    if (order.state === 'cancelled' || order.state === 'expired' || order.state === 'refunded') return;
    if (onlyHeld && order.state !== 'reserved') return;
    if (order.paidMinor > order.refundedMinor && !withMoney) throw new Conflict('has_money.order');
    const { organizerId, eventId, orderId, code, state } = order;
    const completed = state !== 'reserved';
    if (completed) await checkBuyer(ctx, order, await listLive(ctx, order));
    await moveOrder(ctx, order, { to: 'cancelled', by: byWhom(ctx, order) });
    if (order.by === 'team') {
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'order.cancel',
        subject: `order ${code}`,
        before: { state },
        after: { state: 'cancelled' },
      });
    }
    if (completed) await orderCancelled.announce(ctx, 'orders', { eventId, orderId });
  });
}

/** The tickets that are not cancelled yet. */
async function listLive(ctx: Ctx, { orderId }: OrderScope): Promise<{ transferredAt: number | null }[]> {
  return ctx.db
    .selectFrom('tickets')
    .select('transferredAt')
    .where('orderId', '=', orderId)
    .where('cancelledAt', 'is', null)
    .execute();
}
