/** Money that goes back to a buyer. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockOrder, type LockedOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { recordRefund } from '#features/orders/server/record-refund.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { findEntry, nameActor } from './find-entry.ts';

export type Refund = {
  /** How much, in the order's currency; absent: all that is kept of it. */
  amountMinor?: number | undefined;
  reason: string;
  /** The way it goes; absent: the way the order was paid. */
  method?: string | undefined;
  /** The account it goes to; '' where nobody said. */
  iban?: string | undefined;
  /** It has been handed over already. */
  sent?: boolean | undefined;
  /** The same key is the same refund. */
  key: string;
  /** The order is cancelled in the same act, which tells the buyer of both. */
  withCancellation?: boolean | undefined;
  /** Tickets of it stay, so it goes on also where nothing of what was paid is left. */
  goesOn?: boolean | undefined;
};

/**
 * Promises money back, once for each key: the ledger has it as open until the team says that it was sent. The order is refunded, partly
 * refunded or as before, as recordRefund says. Whoever calls this has decided that the actor may.
 * @throws Invalid at `amount` where nothing would go back, or more than is left
 */
export async function refundOrder(ctx: Ctx, scope: OrderScope, refund: Refund): Promise<{ refundId: number }> {
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const known = await findEntry(ctx, scope, refund.key);
    if (known) return { refundId: known.id };
    const leftMinor = order.paidMinor - order.refundedMinor;
    const { amountMinor = leftMinor } = refund;
    if (amountMinor <= 0) throw new Invalid('Nothing would go back', [{ where: 'amount', message: 'Nothing would go back: choose a larger amount' }]);
    if (amountMinor > leftMinor) throw new Invalid('That is more than is left', [{ where: 'amount', message: 'That is more than is left of what was paid' }]);
    const by = nameActor(ctx, scope);
    await recordRefund(ctx, scope, { amountMinor, by, withCancellation: refund.withCancellation ?? false, goesOn: refund.goesOn ?? false });
    const refundId = await writeEntry(ctx, order, { ...refund, amountMinor }, by);
    const { organizerId, eventId, code } = scope;
    const after = { amount: { minor: amountMinor, currency: order.currency }, reason: refund.reason };
    if (scope.by === 'team') await writeAuditEntry(ctx, { organizerId, eventId, action: 'refund.create', subject: `a refund for order ${code}`, after });
    return { refundId };
  });
}

async function writeEntry(ctx: Ctx, order: LockedOrder, refund: Refund & { amountMinor: number }, by: string): Promise<number> {
  const now = new Date(ctx.now);
  const { id } = await ctx.db
    .insertInto('payments')
    .values({
      orderId: order.id, kind: 'refund', method: refund.method || order.paymentMethod || 'other', amountMinor: refund.amountMinor, state: refund.sent ? 'done' : 'open', paidAt: now, note: refund.reason, by,
      idempotencyKey: refund.key, iban: refund.iban ?? '', createdAt: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
