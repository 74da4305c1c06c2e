/**
 * An event that was paid by card, and not without trouble: what differs from the provider, and what its books say. The
 * looks journey goes through its pages.
 */
import { randomUUID } from 'node:crypto';
import type { EventScope } from '#features/events/server/policy.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { settleAttempt } from '#features/payments/server/settle-attempt.ts';
import { settleDispute } from '#features/payments/server/settle-dispute.ts';
import { settleRefund } from '#features/payments/server/settle-refund.ts';
import { startOrderAct } from '#features/payments/server/start-order-act.ts';
import { withdrawRefund } from '#features/payments/server/withdraw-refund.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent } from '#testing/builders.ts';
import type { RunningFoyer } from '#testing/running-foyer.ts';

/**
 * `manage` of the event, `failed` and `withdrawn`: codes of orders whose refunds became that, `act` with several
 * orders.
 */
export type CardsForLooks = { manage: string; failed: string; withdrawn: string; act: number };

const DAY = 86_400_000;
const PRICE = 3800;
const BOOKS = { provider: 'stripe', account: 'acct_1Inkworks' };
const BUYERS = ['Ines Carvalho', 'Tomasz Wren', 'Maximiliane Oberhuber', 'Cleo Marsh', 'Bo Lindqvist', 'Ada Whitlock'];

export async function makeCardsForLooks(foyer: RunningFoyer, organizer: string): Promise<CardsForLooks> {
  const ctx = foyer.ctx();
  const event = await makeEvent(ctx, await authoriseOrganizer(ctx, organizer, 'see'), { name: 'Type Market' });
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Stall', kind: 'paid', priceMinor: PRICE, quantity: 40 });
  const [ines, tomasz, maximiliane, ...others] = (await Promise.all(
    BUYERS.map((name) => sell(foyer, event, name)),
  )) as [OrderScope, OrderScope, OrderScope, ...OrderScope[]];
  await fillBooks(foyer, [ines, tomasz, maximiliane, ...others]);
  await failRefund(foyer, ines);
  await withdrawRefund(ctx, tomasz, { refundId: await failRefund(foyer, tomasz), reason: 'You came after all' });
  await settleDispute(ctx, {
    ...BOOKS,
    reference: 'du_looked_at',
    paymentReference: referenceOf(maximiliane),
    amountMinor: PRICE,
    currency: 'EUR',
    reason: 'product not received',
    state: 'open',
    dueAt: ctx.now + 9 * DAY,
    openedAt: ctx.now - DAY,
  });
  await lose(foyer, await order(foyer, event, 'Jarek Bellamy'));
  const { actId } = await startOrderAct(ctx, event, {
    act: 'confirm',
    codes: [ines.code, tomasz.code],
    key: 'looked-at-cards',
    way: '',
  });
  return { manage: `/manage/${organizer}/events/${event.slug}`, failed: ines.code, withdrawn: tomasz.code, act: actId };
}

async function order(foyer: RunningFoyer, event: EventScope, name: string): Promise<OrderScope> {
  const ctx = foyer.ctx();
  const [answer] = await reserveTickets(ctx, event.eventId, [
    { idempotencyKey: `looked-at-card-${name}`, lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale: 'en' },
  ]);
  const scope = await authoriseOrderIn(ctx, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  await completeOrder(ctx, scope, { name, email: 'guest@foyer.example', locale: 'en', names: [] });
  return scope;
}

const referenceOf = ({ code }: OrderScope): string => `pi_${code}`;

/** A try to pay, as one that began some days ago. */
async function tryToPay(
  { ctx: open }: RunningFoyer,
  { orderId }: OrderScope,
  values: { state: 'open' | 'gone'; lost?: boolean },
): Promise<{ id: string; orderId: number }> {
  const id = randomUUID();
  const { db, now } = open();
  const at = new Date(now - 3 * DAY);
  await db
    .insertInto('paymentAttempts')
    .values({
      ...BOOKS,
      ...values,
      id,
      orderId,
      amountMinor: PRICE,
      currency: 'EUR',
      applicationFeeMinor: 57,
      expiresAt: at,
      createdAt: at,
      lookAgainAt: new Date(now + DAY),
    })
    .execute();
  return { id, orderId };
}

async function sell(foyer: RunningFoyer, event: EventScope, name: string): Promise<OrderScope> {
  const scope = await order(foyer, event, name);
  const ctx = foyer.ctx();
  await settleAttempt(ctx, await tryToPay(foyer, scope, { state: 'open' }), {
    state: 'paid',
    amountMinor: PRICE,
    currency: 'EUR',
    paymentReference: referenceOf(scope),
    paidAt: ctx.now - 3 * DAY,
    feeMinor: 82,
    applicationFeeMinor: 57,
  });
  return authoriseOrderIn(ctx, event, scope.code);
}

/** What moved, and which of it was paid out; read a moment ago. */
async function fillBooks({ ctx: open }: RunningFoyer, orders: readonly OrderScope[]): Promise<void> {
  const { db, now } = open();
  const at = new Date(now - 2 * DAY);
  const payout = await db
    .insertInto('providerPayouts')
    .values({
      ...BOOKS,
      reference: 'po_looked_at',
      amount: 4 * (PRICE - 82 - 57),
      digits: 2,
      currency: 'EUR',
      state: 'paid',
      createdAt: at,
      arrivesAt: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  for (const [index, scope] of orders.entries()) {
    const { id: paymentId } = await db
      .selectFrom('payments')
      .select('id')
      .where('orderId', '=', scope.orderId)
      .executeTakeFirstOrThrow();
    await db
      .insertInto('providerMovements')
      .values({
        ...BOOKS,
        paymentId,
        reference: `txn_${scope.code}`,
        source: `ch_${scope.code}`,
        kind: 'payment',
        amount: PRICE,
        amountMinor: PRICE,
        fee: 82,
        applicationFee: 57,
        digits: 2,
        currency: 'EUR',
        at,
        payoutId: index < 4 ? payout.id : null,
      })
      .execute();
  }
  await db
    .insertInto('providerBooks')
    .values({ ...BOOKS, lookedAt: new Date(now), readUntil: at })
    .execute();
}

async function failRefund({ ctx: open }: RunningFoyer, scope: OrderScope): Promise<number> {
  const { refundId } = await refundOrder(open(), scope, {
    amountMinor: 1000,
    reason: 'Half a stall',
    key: 'looked-at-refund',
  });
  await settleRefund(open(), refundId, {
    reference: `re_${scope.code}`,
    state: 'failed',
    reason: 'The card was closed',
  });
  return refundId;
}

/** Its buyer was at the provider while the account was let go. */
async function lose(foyer: RunningFoyer, scope: OrderScope): Promise<void> {
  await tryToPay(foyer, scope, { state: 'gone', lost: true });
}
