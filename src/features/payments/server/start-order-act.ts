/** One act of the team on several orders, which may take its time. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { sendConfirmation } from '#features/messages/server/send-confirmation.ts';
import { lockOrder, type LockedOrder } from '#features/orders/server/move-order.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import { type Ctx, type Person, personOf } from '#platform/ctx.ts';
import { FoyerError, Invalid, Unavailable, wordsOf, problem } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { transact } from '#platform/transact.ts';
import { MOST_ORDERS, type OrderAct, whyNot } from '../order-act.ts';
import { balanceOf } from '../payment.ts';
import { cancelWithRefund } from './cancel-with-refund.ts';
import { markPaid } from './mark-paid.ts';
import { isOnline } from './providers.ts';

/** The job that works through the orders; one waits for each act. */
export const ORDER_ACTS_QUEUE = 'act_on_orders';
/** So many are done before the job hands over to the next, so that others get their turn. */
const BATCH = 25;

export type ActToStart = {
  act: OrderAct;
  codes: readonly string[];
  /** Of `pay`: how the money came. */
  way?: string;
  /** Of `cancel`: what was paid goes back. */
  refund?: boolean;
  reason?: string;
  /** The same key is the same act. */
  key: string;
};

/**
 * Begins an act on the orders of the event with those codes, once for each key; a job does it with one after the other.
 * Codes of other events are none of it. Gives its id. @throws Invalid where there is none of them, or more than
 * MOST_ORDERS
 */
export async function startOrderAct(
  ctx: Ctx,
  scope: EventScope,
  { act, codes, way = '', refund = false, reason = '', key }: ActToStart,
): Promise<{ actId: number }> {
  if (codes.length > MOST_ORDERS)
    throw new Invalid('invalid.orders_at_once', [problem('codes', 'field.most_orders', { most: MOST_ORDERS })], {
      most: MOST_ORDERS,
    });
  return transact(ctx, async (ctx) => {
    const { eventId, organizerId } = scope;
    const orders = await ctx.db
      .selectFrom('orders')
      .select(['id', 'code'])
      .where('eventId', '=', eventId)
      .where('code', 'in', ['', ...codes])
      .orderBy('id')
      .execute();
    if (orders.length === 0) throw new Invalid('invalid.no_order', [problem('codes', 'field.one_order')]);
    const by = ctx.actor.kind === 'nobody' ? 'nobody' : ctx.actor.name;
    const [row] = await ctx.db
      .insertInto('orderActs')
      .values({ eventId, act, way, refund, reason, by, idempotencyKey: key, startedAt: new Date(ctx.now) })
      .onConflict((conflict) => conflict.columns(['eventId', 'idempotencyKey']).doNothing())
      .returning('id')
      .execute();
    if (!row)
      return {
        actId: (
          await ctx.db
            .selectFrom('orderActs')
            .select('id')
            .where('eventId', '=', eventId)
            .where('idempotencyKey', '=', key)
            .executeTakeFirstOrThrow()
        ).id,
      };
    await ctx.db
      .insertInto('orderActOrders')
      .values(orders.map(({ id }) => ({ actId: row.id, orderId: id })))
      .execute();
    const after = {
      orders: orders.map(({ code }) => code).join(' '),
      ...(act === 'pay' && { way }),
      ...(act === 'cancel' && { refund, reason }),
    };
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: `orders.together-${act}`,
      subject: orders.length === 1 ? 'one order' : `${orders.length} orders`,
      after,
    });
    await enqueue(ctx, ORDER_ACTS_QUEUE, { actId: row.id, asker: personOf(ctx.actor) } satisfies ActJob, {
      key: String(row.id),
    });
    return { actId: row.id };
  });
}

/** `asker`: who began it, for the record. */
export type ActJob = { actId: number; asker?: Person | undefined };

type Act = { id: number; act: OrderAct; way: string; refund: boolean; reason: string };

/**
 * Does it with the next orders, each in a transaction of its own that also notes it: what was done before a process
 * died is done, and not done again. What cannot be done with one, or goes wrong, is noted there, and keeps no other.
 * @throws where not even that can be noted: call it again
 */
export async function continueOrderAct(ctx: Ctx, { actId, asker }: ActJob): Promise<void> {
  const row = await ctx.db
    .selectFrom('orderActs')
    .select(['id', 'act', 'way', 'refund', 'reason', 'by', 'finishedAt'])
    .where('id', '=', actId)
    .executeTakeFirst();
  if (!row || row.finishedAt !== null) return;
  const team: Ctx = { ...ctx, actor: { kind: 'system', name: row.by, ...(asker && { onBehalfOf: asker }) } };
  const next = await ctx.db
    .selectFrom('orderActOrders')
    .select('orderId')
    .where('actId', '=', actId)
    .where('outcome', 'is', null)
    .orderBy('orderId')
    .limit(BATCH)
    .execute();
  for (const { orderId } of next) await actOnOrder(team, { ...row, act: row.act as OrderAct }, orderId);
  await transact(ctx, async (ctx) => {
    if (next.length === BATCH)
      return enqueue(ctx, ORDER_ACTS_QUEUE, { actId, asker } satisfies ActJob, { key: String(actId) });
    await ctx.db
      .updateTable('orderActs')
      .set({ finishedAt: new Date(ctx.now) })
      .where('id', '=', actId)
      .execute();
  });
}

async function actOnOrder(ctx: Ctx, act: Act, orderId: number): Promise<void> {
  try {
    const scope = await systemOrderScope(ctx, orderId);
    await transact(ctx, async (ctx) => {
      const order = await lockOrder(ctx, scope);
      if (!(await note(ctx, act, orderId, { outcome: 'done', words: '' }))) return;
      const hindrance = whyNot(act.act, { state: order.state, online: isOnline(order.paymentMethod) });
      if (hindrance)
        await ctx.db
          .updateTable('orderActOrders')
          .set({ outcome: 'skipped', words: translator(ctx.locale)(`sales.several.not.${hindrance}`) })
          .where('actId', '=', act.id)
          .where('orderId', '=', orderId)
          .execute();
      else await carryOut(ctx, order, act);
    });
  } catch (error) {
    const isRefused = error instanceof FoyerError && !(error instanceof Unavailable);
    if (!isRefused)
      ctx.log.error(
        { err: error, act: act.id, order: orderId },
        'an act on several orders went wrong with one of them',
      );
    await note(ctx, act, orderId, { outcome: isRefused ? 'skipped' : 'failed', words: cutText(wordsOf(error), 500) });
  }
}

type Said = {
  /** `failed`: it went wrong, and the same may succeed later. */
  outcome: 'done' | 'skipped' | 'failed';
  words: string;
};

/** Whether it was this call that noted it: another one may have done so before. */
async function note({ db }: Ctx, { id }: Act, orderId: number, said: Said): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('orderActOrders')
    .set(said)
    .where('actId', '=', id)
    .where('orderId', '=', orderId)
    .where('outcome', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

async function carryOut(ctx: Ctx, order: LockedOrder, { id, act, way, refund, reason }: Act): Promise<void> {
  const key = `orders-act-${id}`;
  if (act === 'confirm') return sendConfirmation(ctx, order);
  if (act === 'cancel') return cancelWithRefund(ctx, order, { ...(refund ? {} : { amountMinor: 0 }), reason, key });
  await markPaid(ctx, order, {
    amountMinor: balanceOf(order).outstandingMinor,
    method: way,
    paidAt: ctx.now,
    note: '',
    key,
  });
}
