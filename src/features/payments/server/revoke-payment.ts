/** Taking back that something was paid, where that was a mistake. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { revokePayment } from '#features/orders/server/paying/record-payment.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { nameActor } from './find-entry.ts';

/**
 * Takes a payment back by an entry of its own: the order is unpaid again where it now is, and the line of a bank
 * statement that it came from waits to be booked elsewhere. Taken back before, it stays so.
 * @throws NotFound for a payment of another order; Conflict for one that a provider took, and where that money has been
 * sent back already
 */
export async function revokeMark(ctx: Ctx, scope: OrderScope, { paymentId }: { paymentId: number }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const payment = await ctx.db
      .selectFrom('payments')
      .select(['id', 'method', 'amountMinor', 'attemptId'])
      .where('id', '=', paymentId)
      .where('orderId', '=', order.orderId)
      .where('kind', '=', 'payment')
      .executeTakeFirst();
    if (!payment) throw new NotFound('not_found.payment');
    const { amountMinor, method, attemptId } = payment;
    if (attemptId !== null) throw new Conflict('online.real_money');
    const by = nameActor(ctx, scope);
    const now = new Date(ctx.now);
    const [entry] = await ctx.db
      .insertInto('payments')
      .values({
        orderId: order.orderId,
        kind: 'reversal',
        method,
        amountMinor,
        paidAt: now,
        by,
        idempotencyKey: `reversal-${payment.id}`,
        reversesId: payment.id,
        createdAt: now,
      })
      .onConflict((conflict) => conflict.column('reversesId').doNothing())
      .returning('id')
      .execute();
    if (!entry) return;
    await revokePayment(ctx, order, { amountMinor, by });
    await ctx.db
      .updateTable('statementLines')
      .set({ state: 'open', paymentId: null })
      .where('paymentId', '=', payment.id)
      .execute();
    const { organizerId, eventId, code } = scope;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'payment.revoke',
      subject: `a payment for order ${code}`,
      before: { amount: { minor: amountMinor, currency: order.currency }, method },
    });
  });
}
