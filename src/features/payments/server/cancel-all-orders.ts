/** Cancelling every order of an event in one act, which may take its time. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { Failures } from '#platform/jobs/failures.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { cancelWithRefund } from './cancel-with-refund.ts';
import { countValidOrders, listValidOrders } from './queries.ts';

/** The job that works through the orders; one waits for each event. */
export const CANCEL_ORDERS_QUEUE = 'cancel_orders';

/** So many are cancelled before the job hands over to the next, so that it ends in time and others get their turn. */
const BATCH = 50;

/**
 * Begins to cancel all orders of the event, and to send back what was paid where `refund` says so. Begun again while it
 * runs, it goes on as it was begun; when it is through, it begins anew with what stands by then.
 * @throws Conflict where the event is still on sale: orders would come in meanwhile
 */
export async function cancelAllOrders(
  ctx: Ctx,
  scope: EventScope,
  { refund, returnsFee = false, reason }: { refund: boolean; returnsFee?: boolean; reason: string },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { eventId, organizerId } = scope;
    const { state } = await ctx.db
      .selectFrom('events')
      .select('state')
      .where('id', '=', eventId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    if (state === 'published') throw new Conflict('event_on_sale.cancel_first');
    const running = await ctx.db
      .selectFrom('massCancellations')
      .select('finishedAt')
      .where('eventId', '=', eventId)
      .executeTakeFirst();
    if (!running || running.finishedAt !== null) {
      const by = ctx.actor.kind === 'nobody' ? 'nobody' : ctx.actor.name;
      const row = {
        refund,
        returnsFee: refund && returnsFee,
        reason,
        by,
        startedAt: new Date(ctx.now),
        finishedAt: null,
        total: await countValidOrders(ctx, scope),
      };
      await ctx.db
        .insertInto('massCancellations')
        .values({ eventId, ...row })
        .onConflict((conflict) => conflict.column('eventId').doUpdateSet(row))
        .execute();
      await writeAuditEntry(ctx, {
        organizerId,
        eventId,
        action: 'orders.cancel',
        subject: `all orders of ${scope.slug}`,
        after: { orders: row.total, refund, reason },
      });
    }
    await enqueue(ctx, CANCEL_ORDERS_QUEUE, { eventId }, { key: String(eventId) });
  });
}

/**
 * Cancels the next orders, each in a transaction of its own that also promises the money back and tells the buyer: what
 * was done before a process died is done, and is not done again. What goes wrong with one keeps no other. When none
 * stands any more, it notes that it is through.
 * @throws what went wrong, once only such orders are left
 */
export async function cancelNextOrders(ctx: Ctx, eventId: number): Promise<void> {
  const act = await ctx.db
    .selectFrom('massCancellations')
    .select(['refund', 'returnsFee', 'reason', 'by', 'finishedAt'])
    .where('eventId', '=', eventId)
    .executeTakeFirst();
  if (!act || act.finishedAt !== null) return;
  const team: Ctx = { ...ctx, actor: { kind: 'system', name: act.by } };
  const { cancelled, failures, isMore } = await cancelSome(team, eventId, act);
  // With each turn there are fewer, or it is the last.
  if (cancelled === 0) failures.check();
  await transact(ctx, async (ctx) => {
    if (isMore || failures.count > 0) return enqueue(ctx, CANCEL_ORDERS_QUEUE, { eventId }, { key: String(eventId) });
    await ctx.db
      .updateTable('massCancellations')
      .set({ finishedAt: new Date(ctx.now) })
      .where('eventId', '=', eventId)
      .execute();
  });
}

type Act = { refund: boolean; returnsFee: boolean; reason: string };

/**
 * Goes through what stands, the first first, until a batch of it is cancelled; `isMore` where it did not come to the
 * end.
 */
async function cancelSome(
  ctx: Ctx,
  eventId: number,
  { refund, returnsFee, reason }: Act,
): Promise<{ cancelled: number; failures: Failures; isMore: boolean }> {
  const failures = new Failures(ctx, 'an order of an event that is off was not cancelled');
  const cancel = async (orderId: number): Promise<void> => {
    const scope = await systemOrderScope(ctx, orderId);
    await cancelWithRefund(ctx, scope, {
      ...(refund ? {} : { amountMinor: 0 }),
      reason,
      returnsFee,
      key: `event-cancelled-${orderId}`,
    }).catch(ignoreCancelled);
  };
  let [cancelled, after] = [0, 0];
  while (cancelled < BATCH) {
    const orderIds = await listValidOrders(ctx, { eventId }, { after, limit: BATCH });
    for (const orderId of orderIds)
      cancelled += Number(await failures.attempt({ order: orderId }, () => cancel(orderId)));
    if (orderIds.length < BATCH) return { cancelled, failures, isMore: false };
    after = orderIds.at(-1) ?? after;
  }
  return { cancelled, failures, isMore: true };
}

/** Somebody else was faster with that one. */
function ignoreCancelled(error: unknown): void {
  if (!(error instanceof Conflict && error.code === 'order_state')) throw error;
}
