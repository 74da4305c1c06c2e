/**
 * Asking providers how payments stand. Buyers close their tabs, messages get lost and processes die, so whoever is told
 * nothing asks: every try with which money can still come is looked at again and again until it is settled.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { isUnpaidByHand, type OrderState } from '#features/orders/order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { FoyerError, storeError, wordsOf } from '#platform/errors.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { type Instant, DAY_MS } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { isLive, PROCESSING_DAYS } from '../attempt.ts';
import { handMethodsThat } from '../hand-methods.ts';
import { closeAttempt } from './close-attempt.ts';
import { abandonAttempt, type Attempt, findLiveAttempt, getAttempt, loseAttempt, noteTrouble } from './find-attempt.ts';
import { openAttempt } from './open-attempt.ts';
import { getOnlineProvider, hasNoAccess, refuseTransaction } from './providers.ts';
import { type Settled, settleAttempt } from './settle-attempt.ts';

/** The job that looks; one waits for each event in which somebody pays. */
export const POLL_PAYMENTS_QUEUE = 'look_at_payments';

/** At least so often while money can come: an order that ends meanwhile has its try closed within that time. */
const EVERY_MS = 60_000;
const BATCH = 200;
/** So many are asked for at once. */
const WIDTH = 5;

/** One try with what has to be known of its order. */
type Due = { id: string };

/**
 * Looks at every try that is due, of one event or of all. What goes wrong with one is noted there, and keeps no other.
 * Safe to run twice at once.
 */
export async function pollPayments(ctx: Ctx, { eventId }: { eventId?: number | undefined } = {}): Promise<void> {
  refuseTransaction(ctx);
  const due = await listDue(ctx, eventId);
  const next = async (): Promise<void> => {
    for (let one = due.shift(); one; one = due.shift())
      await pollAttempt(ctx, one.id).catch((error: unknown) =>
        ctx.log.warn({ attempt: one?.id, words: wordsOf(error) }, 'a payment was not looked at'),
      );
  };
  await Promise.all(Array.from({ length: WIDTH }, next));
  await scheduleNext(ctx, eventId);
}

/** As isUnpaidByHand. */
const mayBePaid = sql<boolean>`(o.state = 'pending-payment' and o.payment_method = any(${handMethodsThat(() => true)}::text[]) and o.paid_minor = o.refunded_minor)`;

/** Due by the clock, and those whose order is over or paid otherwise, which nobody should be able to pay any more. */
async function listDue({ db, now }: Ctx, eventId: number | undefined): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select a.id from payment_attempts as a join orders as o on o.id = a.order_id
    where a.state in ('begun', 'open', 'processing') and (a.look_again_at <= ${new Date(now)} or (o.state <> 'reserved' and not ${mayBePaid} and a.state <> 'processing' and a.tries = 0))
      and (${eventId ?? null}::bigint is null or o.event_id = ${eventId ?? null})
    order by a.look_again_at limit ${BATCH}`.execute(db);
  return rows;
}

async function scheduleNext(ctx: Ctx, eventId: number | undefined): Promise<void> {
  const { rows } = await sql<{ eventId: number; at: Instant }>`
    select o.event_id, min(a.look_again_at) as at from payment_attempts as a join orders as o on o.id = a.order_id
    where a.state in ('begun', 'open', 'processing') and (${eventId ?? null}::bigint is null or o.event_id = ${eventId ?? null}) group by o.event_id`.execute(
    ctx.db,
  );
  await transact(ctx, async (ctx) => {
    for (const row of rows)
      await enqueue(
        ctx,
        POLL_PAYMENTS_QUEUE,
        { eventId: Number(row.eventId) },
        { key: String(row.eventId), delayMs: Math.min(EVERY_MS, Math.max(1000, row.at - ctx.now)) },
      );
  });
}

/**
 * Asks how one try stands and settles it. One that is over is left as it is. @throws Unavailable, Invalid or Conflict
 * as the provider; it is noted, and asked again later, but not for ever where its account was let go. `notes`: false
 * for somebody who asks again by themselves, so that Foyer goes on asking as often as it would
 */
export async function pollAttempt(ctx: Ctx, id: string, { notes = true } = {}): Promise<Settled> {
  refuseTransaction(ctx);
  const attempt = await getAttempt(ctx, id);
  if (!isLive(attempt.state)) return { state: attempt.state, outcome: null };
  try {
    return await ask(ctx, attempt);
  } catch (error) {
    // A fault of ours says nothing of the provider. Noted all the same, it is not asked for again at once, and for
    // ever.
    if (!(error instanceof FoyerError)) {
      if (notes) await noteTrouble(ctx, attempt, '');
      throw error;
    }
    if (hasNoAccess(error) && attempt.state !== 'begun' && ctx.now > hopeUntil(attempt))
      return {
        state: await loseAttempt(ctx, attempt, storeText('stored.attempt.disconnectedWaiting')),
        outcome: null,
      };
    // What went wrong with the beginning was noted there.
    if (notes && attempt.state !== 'begun') await noteTrouble(ctx, attempt, storeError(error));
    throw error;
  }
}

/** Until when an account that was let go may be connected again, and its try be looked at as ever. */
function hopeUntil({ state, createdAt, expiresAt }: Attempt): Instant {
  return state === 'processing' ? createdAt + PROCESSING_DAYS * DAY_MS : expiresAt;
}

/** Whoever waits for a page does not wait for a provider longer than so. */
const PATIENCE_MS = 8000;
/** Who loads a page again and again asks no oftener than so. */
const LULL_MS = 3000;

/**
 * Asks how the payment of an order stands, for its buyer, who has come back from paying. `waiting`: nothing came yet,
 * or nobody answered in time; the asking goes on by itself. `none`: there is no payment that could still come.
 * `settled`: the order says the rest.
 */
export async function pollOrderPayment(ctx: Ctx, scope: OrderScope): Promise<'settled' | 'waiting' | 'none'> {
  const live = await findLiveAttempt(ctx, scope);
  if (!live) return 'none';
  if (live.state === 'begun' || (live.lookedAt !== null && ctx.now - live.lookedAt < LULL_MS))
    return live.state === 'processing' ? 'settled' : 'waiting';
  const asked = pollAttempt(ctx, live.id, { notes: false }).then(
    ({ state }) => state,
    () => 'open' as const,
  );
  const state = await Promise.race([asked, sleep(PATIENCE_MS, 'open' as const, { ref: false })]);
  if (state === 'gone') return 'none';
  return state === 'open' || state === 'begun' ? 'waiting' : 'settled';
}

/**
 * The same of an order that has run out: `asking` where a payment of it may be there all the same and nobody knows yet,
 * `settled` where this look has found out, so that the order says the rest, `none` where nothing can come any more.
 */
export async function pollLatePayment(ctx: Ctx, scope: OrderScope): Promise<'asking' | 'settled' | 'none'> {
  if ((await pollOrderPayment(ctx, scope)) === 'none') return 'none';
  const live = await findLiveAttempt(ctx, scope);
  if (!live) return 'settled';
  // Nobody was sent to a page of which nobody knows.
  return live.state === 'begun' ? 'none' : 'asking';
}

async function ask(ctx: Ctx, attempt: Attempt): Promise<Settled> {
  if (attempt.state === 'begun') return clearBegun(ctx, attempt);
  const order = await ctx.db
    .selectFrom('orders')
    .select(['state', 'paymentMethod', 'paidMinor', 'refundedMinor'])
    .where('id', '=', attempt.orderId)
    .executeTakeFirstOrThrow();
  const waits = order.state === 'reserved' || isUnpaidByHand({ ...order, state: order.state as OrderState });
  if (!waits && attempt.state === 'open') return closeAttempt(ctx, attempt);
  const { id, account, reference } = attempt;
  return settleAttempt(ctx, attempt, await getOnlineProvider(attempt.provider).look(ctx, { id, account, reference }));
}

/**
 * Nobody came back with the answer, so nobody has the address. Asked again under the same key, the provider says what
 * it made of it, and it is closed there; when its time is over that is no matter any more.
 */
async function clearBegun(ctx: Ctx, attempt: Attempt): Promise<Settled> {
  if (ctx.now > attempt.expiresAt) {
    await abandonAttempt(ctx, attempt, storeText('stored.attempt.neverBegan'));
    return { state: 'gone', outcome: null };
  }
  const opened = await openAttempt(ctx, attempt).catch((error: unknown) => {
    if (error instanceof FoyerError && error.code === 'provider_refuses') return undefined;
    throw error;
  });
  return opened ? closeAttempt(ctx, opened) : { state: 'gone', outcome: null };
}
