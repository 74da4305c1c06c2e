/** A buyer goes to pay at a provider. */
import { randomUUID } from 'node:crypto';
import { systemEventScope } from '#features/events/server/policy.ts';
import { getEvent } from '#features/events/server/queries.ts';
import { isUnpaidByHand } from '#features/orders/order.ts';
import { extendHold } from '#features/orders/server/holding/extend-hold.ts';
import { lockLiveOrder, type LockedOrder, lockOrder } from '#features/orders/server/move-order.ts';
import { type Billing, checkPlaceable, placeOrder } from '#features/orders/server/paying/place-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { orderAddress } from '#features/orders/server/sign-order.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { getRuntime } from '#platform/runtime.ts';
import { transact } from '#platform/transact.ts';
import { expiryOf, holdUntil, isWorthwhile, lookAgainAt } from '../attempt.ts';
import type { PaymentMethod } from '../payment.ts';
import type { AttemptLine, AttemptRequest } from '../provider.ts';
import { closeAttempt } from './close-attempt.ts';
import { abandonAttempt, type Attempt, findFirstAttempt, findLiveAttempt, insertAttempt } from './find-attempt.ts';
import { POLL_PAYMENTS_QUEUE } from './poll-payments.ts';
import { openAttempt } from './open-attempt.ts';
import { getOnlineProvider, isOnline, refuseTransaction, type Sale } from './providers.ts';
import { listOfferedMethods } from './queries.ts';

/**
 * `leave`: the buyer goes on at that address. `placed`: there is nothing to pay any more, or the money is on its way.
 * `expired`: the time had run out.
 */
export type OnlineBegun = { outcome: 'leave'; address: string } | { outcome: 'placed' | 'expired' };

/** Others may come between a look and a step; more often than so it is not chance. */
const ROUNDS = 3;

/**
 * Has the provider begin a payment of what the order costs, and says where the buyer goes on; also of one that was to
 * be paid otherwise and is not yet. However often it is sent, there is one such payment at a time: who comes again is
 * sent to the same page, and one of another amount is closed first. Seats are held a little longer than the page takes
 * money. Asks the provider over the network: not within a transaction.
 * @throws Invalid at `method` where that way is not open any more; Conflict as placeOrder says, and where the provider
 * refuses (`provider_refuses`); Unavailable where it does not answer: nothing was paid, and nobody can
 */
export async function beginOnlinePayment(
  ctx: Ctx,
  scope: OrderScope,
  input: { method: PaymentMethod; billing?: Billing | undefined },
): Promise<OnlineBegun> {
  refuseTransaction(ctx);
  for (let round = 0; round < ROUNDS; round += 1) {
    const step = await claimAttempt(ctx, scope, input);
    if ('over' in step) return { outcome: step.over };
    if ('close' in step) {
      const { state } = await closeAttempt(ctx, step.close);
      if (state !== 'gone') return { outcome: 'placed' };
      continue;
    }
    const opened = step.open.state === 'open' ? step.open : await openAttempt(ctx, step.open);
    if (opened?.state === 'open') return { outcome: 'leave', address: opened.address };
    if (opened) return { outcome: 'placed' };
  }
  throw new Conflict('busy.order_paying');
}

type Step = { over: 'placed' | 'expired' } | { close: Attempt } | { open: Attempt };

/** One transaction: what there is to do now. A new try is on disk before anybody hears of it. */
async function claimAttempt(
  ctx: Ctx,
  scope: OrderScope,
  { method, billing }: { method: PaymentMethod; billing?: Billing | undefined },
): Promise<Step> {
  return transact(ctx, async (ctx) => {
    const locked = await lockOrder(ctx, scope);
    const isUnpaid = isUnpaidByHand(locked);
    const order = isUnpaid ? locked : await lockLiveOrder(ctx, locked);
    if (typeof order === 'string') return { over: order };
    if (order.totalMinor === 0) return { over: await placeOrder(ctx, order) };
    // What was ordered before was within the limits then.
    await checkPlaceable(ctx, order, { agreed: isUnpaid });
    const isOffered =
      isOnline(method) && (await listOfferedMethods(ctx, order, order)).some((offered) => offered.method === method);
    if (!isOffered) throw new Invalid('invalid.way_to_pay', [{ where: 'method', message: 'payment.notOffered' }]);
    const sale: Sale & { amountMinor: number } = {
      eventId: scope.eventId,
      organizerId: scope.organizerId,
      currency: order.currency,
      amountMinor: order.totalMinor,
    };
    const prepared = await getOnlineProvider(method).prepare(ctx, sale);
    const live = await findLiveAttempt(ctx, scope);
    // Of one that nobody answered for nobody has the address: it is given up, as its key may be bound to a broken
    // answer.
    const isStuck = live?.state === 'begun' && live.tries > 0;
    if (live && isStuck) await abandonAttempt(ctx, live, live.trouble);
    else if (live && !serves(live, { method, account: prepared.account, order, now: ctx.now })) return { close: live };
    const view = await getOrder(ctx, scope);
    await extendHold(ctx, order, {
      until: holdUntil({
        now: ctx.now,
        orderedAt: view.createdAt,
        firstAt: (await findFirstAttempt(ctx, scope)) ?? ctx.now,
      }),
      billing,
    });
    if (live && !isStuck) return { open: live };
    const request = await makeRequest(ctx, scope, view);
    const attempt = await createAttempt(ctx, order, { method, ...prepared, request });
    await enqueue(
      ctx,
      POLL_PAYMENTS_QUEUE,
      { eventId: scope.eventId },
      {
        key: String(scope.eventId),
        delayMs: lookAgainAt({ createdAt: ctx.now, expiresAt: expiryOf(ctx.now), tries: 0 }, ctx.now) - ctx.now,
      },
    );
    return { open: attempt };
  });
}

function serves(
  live: Attempt,
  { method, account, order, now }: { method: string; account: string; order: LockedOrder; now: number },
): boolean {
  return (
    live.state !== 'processing' &&
    live.provider === method &&
    live.account === account &&
    live.amountMinor === order.totalMinor &&
    live.currency === order.currency &&
    isWorthwhile(live, now)
  );
}

async function createAttempt(
  ctx: Ctx,
  order: LockedOrder,
  {
    method,
    account,
    applicationFeeMinor,
    request,
  }: { method: string; account: string; applicationFeeMinor: number; request: AttemptRequest },
): Promise<Attempt> {
  const expiresAt = expiryOf(ctx.now);
  return insertAttempt(ctx, {
    id: randomUUID(),
    orderId: order.orderId,
    provider: method,
    account,
    applicationFeeMinor,
    amountMinor: order.totalMinor,
    currency: order.currency,
    request: JSON.stringify(request),
    expiresAt: new Date(expiresAt),
    createdAt: new Date(ctx.now),
    lookAgainAt: new Date(lookAgainAt({ createdAt: ctx.now, expiresAt, tries: 0 }, ctx.now)),
  });
}

type OrderView = Awaited<ReturnType<typeof getOrder>>;

async function makeRequest(ctx: Ctx, scope: OrderScope, order: OrderView): Promise<AttemptRequest> {
  const page = `${getRuntime().config.url}${orderAddress(order.code)}`;
  const event = await getEvent(ctx, await systemEventScope(ctx, scope.eventId));
  return {
    orderCode: order.code,
    eventId: scope.eventId,
    eventName: event.name,
    eventSlug: event.slug,
    buyerEmail: order.buyerEmail,
    locale: order.locale,
    lines: linesOf(order),
    paidAddress: `${page}/paid`,
    backAddress: `${page}/pay?unpaid`,
  };
}

/** What the buyer pays for, line by line where that is what they pay; otherwise as a whole. */
function linesOf({ code, lines, fees, totalMinor, locale }: OrderView): AttemptLine[] {
  const parts = [
    ...lines.map(({ name, quantity, grossMinor }) => ({ name, quantity, amountMinor: grossMinor })),
    ...fees.map(({ name, grossMinor }) => ({ name, quantity: 1, amountMinor: grossMinor })),
  ].filter(({ amountMinor }) => amountMinor > 0);
  const sum = parts.reduce((total, { amountMinor }) => total + amountMinor, 0);
  return sum === totalMinor
    ? parts
    : [{ name: translator(locale)('payment.orderLine', { code }), quantity: 1, amountMinor: totalMinor }];
}
