/** What decides the page of an order: the order, its event, its money at providers, and the mail about it. */
import { getEventFacts } from '#features/events/server/queries.ts';
import { findOrderMail } from '#features/messages/server/queries.ts';
import { givenBack } from '#features/orders/after-sale.ts';
import { decideOrderPage, type OrderFacts, type OrderPage } from '#features/orders/order-page.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { OrderView } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { mailIsKept } from '#platform/runtime.ts';
import { findLiveAttempt } from './find-attempt.ts';
import { findWayBack, type WayBack } from './load-returnable.ts';
import { isOnline } from './providers.ts';
import { listLedger, listOtherMethods } from './queries.ts';

export type Refund = { id: number; state: 'done' | 'open'; amountMinor: number };
export type LoadedOrderPage = {
  page: OrderPage;
  refunds: Refund[];
  /** What cancelling all of it gives back. */
  back: WayBack;
};

/** How long a mail that waits is only about to leave. */
const SOON_MS = 10 * 60_000;

/** Loads what decides the page of that order, and decides it. */
export async function loadOrderPage(ctx: Ctx, scope: OrderScope, order: OrderView): Promise<LoadedOrderPage> {
  const rules = await loadOrderRules(ctx, scope);
  const moneyMinor = order.paidMinor - order.refundedMinor;
  const live = order.tickets.filter(({ cancelledAt }) => cancelledAt === null);
  const own = live.filter(({ transferredAt }) => transferredAt === null);
  const refunds = order.refundedMinor > 0 ? await listRefunds(ctx, scope) : [];
  const given = givenBack(own, rules, moneyMinor);
  const page = decideOrderPage({
    ...order,
    rules,
    refundOpenMinor: refunds.reduce((sum, { state, amountMinor }) => sum + (state === 'open' ? amountMinor : 0), 0),
    now: ctx.now,
    isPlaced: order.completedAt !== null,
    online: await onlineOf(ctx, scope, order),
    dueAt: order.paymentDueAt,
    tickets: { own: own.length, passedOn: live.length - own.length },
    keptMinor: given.keptMinor,
    hasOtherWay: order.state === 'pending-payment' && (await listOtherMethods(ctx, scope, order)).length > 0,
    event: await getEventFacts(ctx, scope.eventId),
    mail: await mailOf(ctx, scope, order),
  });
  return { page, refunds, back: await findWayBack(ctx, scope, given, moneyMinor) };
}

/** Money that goes or went back to the buyer. One refund that failed is sent again: to its buyer it is on its way. */
async function listRefunds(ctx: Ctx, scope: OrderScope): Promise<Refund[]> {
  const entries = (await listLedger(ctx, scope)).filter(
    ({ kind, state, followed }) => kind === 'refund' && state !== 'withdrawn' && !followed,
  );
  return entries.map(({ id, state, amountMinor }) => ({ id, state: state === 'done' ? 'done' : 'open', amountMinor }));
}

/** What no bank works on any more, and was not counted, the team has to look at. */
async function onlineOf(
  ctx: Ctx,
  scope: OrderScope,
  { state, paymentMethod }: OrderView,
): Promise<OrderFacts['online']> {
  if (state !== 'pending-payment') return 'no';
  const live = await findLiveAttempt(ctx, scope);
  // Who goes to pay by card what was to be paid by transfer may still come back without.
  if (!isOnline(paymentMethod)) return live?.state === 'processing' ? 'bank' : 'no';
  return live ? 'bank' : 'team';
}

async function mailOf(ctx: Ctx, { orderId }: OrderScope, { completedAt }: OrderView): Promise<OrderFacts['mail']> {
  if (mailIsKept()) return 'kept';
  const mail = await findOrderMail(ctx, { orderId });
  const since = mail?.createdAt ?? completedAt ?? ctx.now;
  if (mail?.state === 'failed') return 'failed';
  // The outbox forgets old mails.
  if (mail?.state === 'sent' || (!mail && ctx.now - since > SOON_MS)) return 'sent';
  return mail?.state === 'delayed' || ctx.now - since > SOON_MS ? 'late' : 'soon';
}
