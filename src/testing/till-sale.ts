/** An installation that takes money at the till, without its pages: an organizer, sales, orders that are being paid. */
import assert from 'node:assert/strict';
import '#features/messages/server/receivers.ts';
import '#features/orders/server/receivers.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { checkQuotas, getOrder } from '#features/orders/server/queries.ts';
import { BLANK_SETTINGS, blankMethod } from '#features/payments/payment.ts';
import { beginOnlinePayment } from '#features/payments/server/begin-online-payment.ts';
import { type Attempt, findLiveAttempt } from '#features/payments/server/find-attempt.ts';
import { pollAttempt } from '#features/payments/server/poll-payments.ts';
import { listLedger } from '#features/payments/server/queries.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { openBareFoyer, reserveSeats } from './bare-foyer.ts';
import { makeEvent, makeUser } from './builders.ts';
import { openTill } from './till-provider.ts';

const DAY = 86_400_000;

/** Opens it on a database of its own, which goes with the test file. */
export async function openTillSale() {
  const { database, db, system, organizer, nobody } = await openBareFoyer();
  const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
  const till = openTill();

  async function makeSale(quantity = 10): Promise<EventScope> {
    const event = await makeEvent(system, organizer, {
      startsAt: new Date(Date.now() + 200 * DAY),
      endsAt: new Date(Date.now() + 201 * DAY),
    });
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor: 1000, quantity });
    const methods = [...BLANK_SETTINGS.methods, blankMethod('till')].map((method) => ({ ...method, enabled: true }));
    await updatePaymentSettings(system, event, {
      ...BLANK_SETTINGS,
      accountHolder: 'Lantern Society',
      iban: 'DE89370400440532013000',
      methods,
    });
    return event;
  }

  async function reserve(event: EventScope, quantity = 2): Promise<OrderScope> {
    const scope = await reserveSeats(nobody(), event, quantity);
    assert.equal(
      await completeOrder(nobody(), scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] }),
      'to-pay',
    );
    return scope;
  }

  /** Reserves and goes to the till. */
  async function begin(event: EventScope, quantity = 2): Promise<{ scope: OrderScope; attempt: Attempt }> {
    const scope = await reserve(event, quantity);
    assert.equal((await beginOnlinePayment(nobody(), scope, { method: 'till' })).outcome, 'leave');
    return { scope, attempt: (await findLiveAttempt(system, scope)) as Attempt };
  }

  async function stand(scope: OrderScope): Promise<[string, number, number]> {
    const { state, paidMinor, refundedMinor } = await getOrder(system, scope);
    return [state, paidMinor, refundedMinor];
  }

  async function seats(event: EventScope): Promise<[number, number]> {
    const [quota] = await checkQuotas(system, event);
    assert.deepEqual({ held: quota?.held, sold: quota?.sold }, quota?.counted);
    return [quota?.held ?? 0, quota?.sold ?? 0];
  }

  const ledger = async (scope: OrderScope): Promise<string[]> =>
    (await listLedger(system, scope)).map(
      ({ kind, method, amountMinor, state }) => `${kind} ${method} ${amountMinor} ${state}`,
    );
  /** Mails that are owed to the buyer, oldest first. */
  const notices = async ({ orderId }: OrderScope): Promise<string[]> =>
    (await db.selectFrom('jobs').select('payload').where('queue', '=', 'post_notice').orderBy('id').execute())
      .map(({ payload }) => payload as { kind: string; orderId: number })
      .filter((one) => one.orderId === orderId)
      .map(({ kind }) => kind);
  const attempts = async ({ orderId }: OrderScope): Promise<string[]> =>
    (
      await db
        .selectFrom('paymentAttempts')
        .select('state')
        .where('orderId', '=', orderId)
        .orderBy('createdAt')
        .orderBy('id')
        .execute()
    ).map(({ state }) => state);

  /** An order that was paid at the till, for the team. */
  async function sell(event: EventScope, quantity = 2): Promise<OrderScope> {
    const { scope, attempt } = await begin(event, quantity);
    till.pays(attempt.reference);
    await pollAttempt(nobody(), attempt.id);
    return authoriseOrderIn(owner, event, scope.code);
  }

  return {
    database,
    db,
    system,
    organizer,
    owner,
    nobody,
    till,
    makeSale,
    reserve,
    begin,
    sell,
    stand,
    seats,
    ledger,
    notices,
    attempts,
  };
}
