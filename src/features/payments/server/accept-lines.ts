/** Booking what a bank says came to the orders that it is for. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventTimes } from '#features/events/server/queries.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import { authoriseOrderIn } from '#features/orders/server/policy.ts';
import type { PaymentOutcome } from '#features/orders/server/paying/record-payment.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, NotFound } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { transact } from '#platform/transact.ts';
import { bankTransfer } from '../methods/bank-transfer.ts';
import { balanceOf, noonOf } from '../payment.ts';
import { markPaid } from './mark-paid.ts';

/**
 * Books one credit as a payment of that order, once: booked before, it stays as it is booked. `onlySure`: no more than
 * where it is open and the order waits for just that money, which somebody may have noted since the credit was looked
 * at; otherwise it stays as well.
 * @throws NotFound for a credit or an order of another event; Invalid where the currencies differ; Conflict where the
 * order was never placed
 */
export async function acceptLine(
  ctx: Ctx,
  event: EventScope,
  { lineId, code }: { lineId: number; code: string },
  { onlySure = false } = {},
): Promise<PaymentOutcome | 'repeated'> {
  const scope = await authoriseOrderIn(ctx, event, code.trim().toUpperCase());
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const line = await ctx.db
      .selectFrom('statementLines')
      .select([
        'id',
        'state',
        'amountMinor',
        'currency',
        'reference',
        'payer',
        sql<string>`to_char(booked_on, 'YYYY-MM-DD')`.as('bookedOn'),
      ])
      .where('id', '=', lineId)
      .where('eventId', '=', event.eventId)
      .forUpdate()
      .executeTakeFirst();
    if (!line) throw new NotFound('not_found.credit');
    if (line.state === 'booked') return 'repeated';
    const isSure =
      line.state === 'open' &&
      order.state === 'pending-payment' &&
      balanceOf(order).outstandingMinor === line.amountMinor;
    if (onlySure && !isSure) return 'repeated';
    if (line.currency !== order.currency)
      throw new Invalid('invalid.other_currency', [], { paid: line.currency, currency: order.currency });
    const note = cutText([line.payer, line.reference].filter(Boolean).join(': '), 500);
    const { timeZone } = await getEventTimes(ctx, event);
    // Taken back, a credit may be booked anew: the time of it tells one booking from another.
    const { paymentId, outcome } = await markPaid(ctx, order, {
      amountMinor: line.amountMinor,
      method: bankTransfer.id,
      paidAt: noonOf(line.bookedOn, timeZone) ?? ctx.now,
      note,
      key: `statement-${line.id}-${ctx.now}`,
    });
    await ctx.db.updateTable('statementLines').set({ state: 'booked', paymentId }).where('id', '=', line.id).execute();
    return outcome;
  });
}

/**
 * Puts a credit aside that is for no order, or takes it up again. One that is booked stays.
 * @throws NotFound for one of another event
 */
export async function ignoreLine(
  ctx: Ctx,
  { eventId, organizerId }: EventScope,
  { lineId, ignored }: { lineId: number; ignored: boolean },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const line = await ctx.db
      .selectFrom('statementLines')
      .select(['state', 'payer', 'amountMinor', 'currency'])
      .where('id', '=', lineId)
      .where('eventId', '=', eventId)
      .forUpdate()
      .executeTakeFirst();
    if (!line) throw new NotFound('not_found.credit');
    const state = ignored ? 'ignored' : 'open';
    if (line.state === 'booked' || line.state === state) return;
    await ctx.db.updateTable('statementLines').set({ state }).where('id', '=', lineId).execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'credit.update',
      subject: `a credit of ${line.payer || 'somebody'}`,
      before: { ignored: line.state === 'ignored' },
      after: { ignored },
    });
  });
}
