/** What payments need done in the background. */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { DAY_MS } from '#platform/time.ts';
import { BOOK_CREDITS_QUEUE, type Booking, continueBooking } from './accept-sure-lines.ts';
import { CANCEL_ORDERS_QUEUE, cancelNextOrders } from './cancel-all-orders.ts';
import { expireUnpaid } from './expire-unpaid.ts';
import { POLL_PAYMENTS_QUEUE, pollPayments } from './poll-payments.ts';
import { readMovements, startAllReading } from './read-movements.ts';
import { SEND_REFUNDS_QUEUE } from './refund-order.ts';
import { sendOpenRefunds, sendRefund } from './send-refund.ts';
import { type ActJob, continueOrderAct, ORDER_ACTS_QUEUE } from './start-order-act.ts';
import { type Books, READ_MOVEMENTS_QUEUE } from './start-reading.ts';

/** So long after a refund was sent its account is kept, for questions about it. */
const KEPT_MS = 30 * DAY_MS;

const EXPIRE_UNPAID_QUEUE = 'expire_unpaid';

defineJob(EXPIRE_UNPAID_QUEUE, async (ctx) => void (await expireUnpaid(ctx)));
scheduleDaily(EXPIRE_UNPAID_QUEUE, { hour: 4, minute: 10 });

const DISCARD_IBANS_QUEUE = 'discard_ibans';
defineJob(DISCARD_IBANS_QUEUE, (ctx) => discardIbans(ctx));
scheduleDaily(DISCARD_IBANS_QUEUE, { hour: 4, minute: 20 });

defineJob<{ eventId?: number }>(POLL_PAYMENTS_QUEUE, (ctx, { eventId }) => pollPayments(ctx, { eventId }));
// Each look plans the next; this one is for looks that nobody planned, or that were given up.
scheduleDaily(POLL_PAYMENTS_QUEUE, { hour: 4, minute: 30 });

defineJob<{ eventId: number }>(CANCEL_ORDERS_QUEUE, (ctx, { eventId }) => cancelNextOrders(ctx, eventId));

defineJob<Booking>(BOOK_CREDITS_QUEUE, (ctx, booking) => continueBooking(ctx, booking));
defineJob<ActJob>(ORDER_ACTS_QUEUE, (ctx, job) => continueOrderAct(ctx, job));
defineJob<{ refundId: number }>(SEND_REFUNDS_QUEUE, (ctx, { refundId }) => sendRefund(ctx, refundId));
defineJob<Books>(READ_MOVEMENTS_QUEUE, (ctx, books) => readMovements(ctx, books));

const CHECK_MONEY_QUEUE = 'look_at_money';
defineJob(CHECK_MONEY_QUEUE, async (ctx) => {
  await sendOpenRefunds(ctx);
  await startAllReading(ctx);
});
scheduleDaily(CHECK_MONEY_QUEUE, { hour: 5, minute: 5 });

/** Forgets to which accounts refunds went that were sent a month ago. The entries stay. */
export async function discardIbans(ctx: Ctx): Promise<void> {
  await ctx.db
    .updateTable('payments')
    .set({ iban: '' })
    .where('kind', '=', 'refund')
    .where('state', '=', 'done')
    .where('iban', '<>', '')
    .where('paidAt', '<', timestamp(ctx.now - KEPT_MS))
    .execute();
}
