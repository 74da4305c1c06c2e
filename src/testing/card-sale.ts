/**
 * An installation that takes cards through the stand-in for Stripe, without its pages: organizers with an account
 * there, sales, orders that are being paid.
 */
import assert from 'node:assert/strict';
import '#entry/features.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { BLANK_SETTINGS, blankMethod } from '#features/payments/payment.ts';
import { beginOnlinePayment } from '#features/payments/server/begin-online-payment.ts';
import { type Attempt, findLiveAttempt } from '#features/payments/server/find-attempt.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { beginConnect } from '#features/stripe/server/begin-connect.ts';
import { finishConnect } from '#features/stripe/server/finish-connect.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { setRuntime } from '#platform/runtime.ts';
import type { StripeSettings } from '#platform/stripe-settings.ts';
import { reserveSeats } from './bare-foyer.ts';
import { makeEvent, makeOrganizer, makeUser } from './builders.ts';
import { createTestDatabase } from './database.ts';
import { type FakeStripeOptions, startFakeStripe } from '#fake-stripe/fake-stripe.ts';

const CALLBACK = 'https://foyer.example/stripe/callback';
const KEYS = { clientId: 'ca_Test', platformKey: 'sk_test_Platform0001', webhookSecret: 'whsec_test' };
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** Opens it on a database of its own. Stop `fake` at the end. */
export async function openCardSale({
  more = {},
  webhookSecrets = [KEYS.webhookSecret],
}: { more?: Partial<FakeStripeOptions>; webhookSecrets?: string[] } = {}) {
  const database = await createTestDatabase();
  const system = database.ctx();
  const fake = await startFakeStripe({ ...KEYS, redirectUris: [CALLBACK], ...more });
  const { control } = fake;
  const settings: StripeSettings = {
    secretKey: KEYS.platformKey,
    clientId: KEYS.clientId,
    webhookSecrets,
    apiBase: fake.apiBase,
    connectBase: fake.connectBase,
    connect: 'oauth',
    live: false,
    fee: { percent: 150, fixed: { EUR: 30 } },
    timeoutMs: 1000,
  };
  setRuntime({
    config: { url: 'https://foyer.example', secret: 's'.repeat(64), seatsPerNetwork: 50, stripe: settings } as never,
    log: database.log,
    database,
  } as never);
  const nobody = (minutes = 0): Ctx => ({ ...database.ctx({ kind: 'nobody' }), now: Date.now() + minutes * MINUTE });
  let count = 0;
  const next = (): number => {
    count += 1;
    return count;
  };

  async function connectedOrganizer(): Promise<{ organizer: OrganizerScope; owner: Ctx; account: string }> {
    const organizer = await makeOrganizer(system);
    const owner = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
    const n = next();
    const client = `198.51.100.${n}`;
    const { address, browser } = await beginConnect(owner, organizer, { next: '/manage', client, callback: CALLBACK });
    const back = new URL(control.consent(address, { email: `${n}@example.org` }));
    await finishConnect(owner, { query: back.searchParams, browser, client });
    return { organizer, owner, account: control.all('account').at(-1)?.id ?? '' };
  }
  const { organizer, account } = await connectedOrganizer();

  async function makeSale({
    priceMinor = 1000,
    of = organizer,
    currency = 'EUR',
  }: { priceMinor?: number; of?: OrganizerScope; currency?: string } = {}): Promise<EventScope> {
    const event = await makeEvent(system, of, {
      name: 'Übersetzertag',
      startsAt: new Date(Date.now() + 200 * DAY),
      endsAt: new Date(Date.now() + 201 * DAY),
    });
    if (currency !== 'EUR')
      await database.db.updateTable('events').set({ currency }).where('id', '=', event.eventId).execute();
    await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'paid', priceMinor, quantity: 10 });
    const methods = [...BLANK_SETTINGS.methods, blankMethod('stripe')].map((method) => ({ ...method, enabled: true }));
    await updatePaymentSettings(system, event, {
      ...BLANK_SETTINGS,
      accountHolder: 'Lantern Society',
      iban: 'DE89370400440532013000',
      methods,
    });
    return event;
  }

  /** An order that only has to be paid. */
  async function reserve(event: EventScope, quantity = 2): Promise<OrderScope> {
    const scope = await reserveSeats(nobody(), event, quantity);
    assert.equal(
      await completeOrder(nobody(), scope, { name: 'Ada Lind', email: 'ada@example.org', locale: 'en', names: [] }),
      'to-pay',
    );
    return scope;
  }

  /** One whose buyer is on the page at Stripe. */
  async function begin(
    event: EventScope,
    quantity = 2,
  ): Promise<{ scope: OrderScope; attempt: Attempt; address: string }> {
    const scope = await reserve(event, quantity);
    const begun = await beginOnlinePayment(nobody(), scope, { method: 'stripe' });
    assert.equal(begun.outcome, 'leave');
    return {
      scope,
      attempt: (await findLiveAttempt(system, scope)) as Attempt,
      address: begun.outcome === 'leave' ? begun.address : '',
    };
  }

  /** Presses a button of that page. */
  const press = (address: string, decision: string): Promise<Response> =>
    fetch(address, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ decision }) });
  /** The order's state, what was paid and what went back. */
  const stand = async (scope: OrderScope): Promise<[string, number, number]> => {
    const { state, paidMinor, refundedMinor } = await getOrder(system, scope);
    return [state, paidMinor, refundedMinor];
  };
  type Charge = { metadata: { order?: string }; amount: number; paid: boolean };
  const charges = (scope: OrderScope): Pick<Charge, 'amount' | 'paid'>[] =>
    (control.all('charge') as unknown as Charge[])
      .filter(({ metadata, paid }) => paid && metadata.order === scope.code)
      .map(({ amount, paid }) => ({ amount, paid }));

  return {
    database,
    db: database.db,
    system,
    fake,
    control,
    organizer,
    account,
    nobody,
    connectedOrganizer,
    makeSale,
    reserve,
    begin,
    press,
    stand,
    charges,
  };
}
