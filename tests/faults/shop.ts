/**
 * An installation that sells with the stand-in for Stripe, for tests in which something goes wrong; and its buyers, who
 * come as browsers without scripts do.
 */
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { expireOrders } from '#features/orders/server/holding/expire-orders.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { getPaymentSettings } from '#features/payments/server/queries.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Database } from '#platform/db/connect.ts';
import { definedJobs } from '#platform/jobs/jobs.ts';
import { makeEvent, makeOrganizer, makeUser, type UserActor } from '#testing/builders.ts';
import { createClient, dataOf } from '#client/client.ts';
import { type FakeStripe, startFakeStripe } from '#fake-stripe/fake-stripe.ts';

export const SECRETS = {
  clientId: 'ca_FaultTable',
  platformKey: 'sk_test_FaultTablePlatformKey01',
  webhookSecret: 'whsec_FaultTableEndpoint01',
};
export const PRICE = 1250;
/** All rows of the table; `npm test` leaves some of those out that resemble others. */
export const isWhole = process.env.FAULTS === 'all';

/** What stands whatever process serves it. `later`: so many milliseconds from now. */
export type Till = {
  url: string;
  fake: FakeStripe;
  database: Database;
  ctx: (later?: number) => Ctx;
  cookieOf: (email: string) => Promise<string>;
};
export type Sale = Till & { organizer: OrganizerScope; owner: UserActor; event: EventScope };
export type Order = { code: string; address: string; email: string };

/** The stand-in, and the settings of an installation at that port that go with it. Stops when the file is done. */
export async function openTill(port: number): Promise<{ fake: FakeStripe; settings: Record<string, string> }> {
  const url = `http://localhost:${port}`;
  const fake = await startFakeStripe({
    ...SECRETS,
    redirectUris: [`${url}/*`],
    webhookUrl: `http://127.0.0.1:${port}/webhooks/stripe`,
    retryDelays: [300],
  });
  after(() => fake.stop());
  const settings = {
    PORT: String(port),
    STRIPE_SECRET_KEY: SECRETS.platformKey,
    STRIPE_CLIENT_ID: SECRETS.clientId,
    STRIPE_WEBHOOK_SECRET: SECRETS.webhookSecret,
    STRIPE_API_BASE: fake.apiBase,
    STRIPE_CONNECT_BASE: fake.connectBase,
    STRIPE_TIMEOUT_SECONDS: '1',
    STRIPE_FEE_PERCENT: '2',
  };
  return { fake, settings };
}

/** An organizer with an owner, connected, and an event with seats that cost PRICE; by card and by bank transfer. */
export async function openSale(till: Till, seats = 20): Promise<Sale> {
  const organizer = await makeOrganizer(till.ctx());
  const owner = await makeUser(till.ctx(), { organizer, role: 'owner' });
  await connect(till, { organizer, owner });
  return { ...till, organizer, owner, event: await openEvent(till, organizer, seats) };
}

export async function openEvent({ ctx }: Till, organizer: OrganizerScope, seats: number): Promise<EventScope> {
  const event = await makeEvent(ctx(), organizer);
  await createTicketType(ctx(), event, {
    ...BLANK_TICKET,
    name: 'Seat',
    kind: 'paid',
    priceMinor: PRICE,
    quantity: seats,
  });
  const settings = await getPaymentSettings(ctx(), event);
  const methods = settings.methods.map((method) => ({
    ...method,
    enabled: method.method === 'stripe' || method.method === 'bank-transfer',
  }));
  await updatePaymentSettings(ctx(), event, {
    ...settings,
    accountHolder: 'Lantern Society',
    iban: 'DE89370400440532013000',
    methods,
  });
  return event;
}

/** Presses the button, consents at Stripe, and comes back. The answer of the callback. */
export async function connect(
  till: Till,
  { organizer, owner }: { organizer: OrganizerScope; owner: UserActor },
): Promise<Response> {
  const cookie = await till.cookieOf(owner.email);
  const pressed = await send(`${till.url}/manage/${organizer.slug}/settings/payments?/connect`, {}, cookie);
  const address = await wayToStripe(pressed);
  const back = till.fake.control.consent(address, { email: `${organizer.slug}@example.org` });
  const jar = [cookie, ...pressed.headers.getSetCookie().map((one) => one.split(';')[0])].join('; ');
  return fetch(back, { headers: { cookie: jar }, redirect: 'manual' });
}

/** Where an answer leads: by its header, or by a page that goes on by itself, as forms may not lead to other sites. */
async function wayToStripe(answer: Response): Promise<string> {
  const location = answer.headers.get('location');
  if (location) return location;
  const page = await answer.text();
  const [, address] = /<meta http-equiv="refresh" content="0; ?url=([^"]+)"/.exec(page) ?? [];
  assert.ok(
    address,
    `Nothing leads to Stripe: ${answer.status} ${page.replace(/<(style|script)[\s\S]*?<\/\1>/g, '').slice(-1500)}`,
  );
  return address.replaceAll('&amp;', '&');
}

/** Sends a form as a browser does, and does not follow. */
export function send(address: string, form: Record<string, string>, cookie = ''): Promise<Response> {
  const headers = {
    accept: 'text/html',
    origin: new URL(address).origin,
    'content-type': 'application/x-www-form-urlencoded',
    ...(cookie ? { cookie } : {}),
  };
  return fetch(address, { method: 'POST', headers, body: new URLSearchParams(form).toString(), redirect: 'manual' });
}

let buyers = 0;

/** Somebody chooses seats and says who they are; the pay step is next. */
export async function order({ url, event }: Sale, quantity = 1): Promise<Order> {
  buyers += 1;
  const email = `buyer-${buyers}@example.org`;
  const { code, secret } = dataOf(
    await createClient({ url }).POST('/api/v1/events/{slug}/reservations', {
      params: { path: { slug: event.slug } },
      body: { lines: [{ ticketType: 1, quantity }] },
    }),
  ).order;
  const address = `${url}/orders/${code}/${secret}`;
  const answer = await send(`${address}/details?/complete`, { name: `Buyer ${buyers}`, email, locale: 'en' });
  assert.equal(answer.headers.get('location'), `/orders/${code}/${secret}/pay`);
  return { code, address, email };
}

/** Chooses a way to pay. */
export function choose({ address }: Order, method: string): Promise<Response> {
  return send(`${address}/pay?/place`, { method });
}

/** Goes to Stripe's page; the id of its session. */
export async function goToStripe(order: Order): Promise<string> {
  const address = await wayToStripe(await choose(order, 'stripe'));
  const [, session] = /\/c\/pay\/(cs_\w+)$/.exec(address) ?? [];
  assert.ok(session, `The pay step leads to ${address}`);
  return session;
}

type Session = {
  id: string;
  status: string;
  success_url: string;
  cancel_url: string;
  metadata: Record<string, string>;
  payment_intent: string;
};

/** All sessions at Stripe for an order, the first first, known here or not. */
export function sessionsOf({ fake }: Till, { code }: Order): Session[] {
  return (fake.control.all('checkout.session') as unknown as Session[]).filter(({ metadata }) =>
    Object.values(metadata).includes(code),
  );
}

/** Comes back from Stripe's page. */
export function comeBack(till: Till, session: string): Promise<Response> {
  const found = (till.fake.control.all('checkout.session') as unknown as Session[]).find(({ id }) => id === session);
  return fetch((found?.success_url ?? '').replace('{CHECKOUT_SESSION_ID}', session), {
    redirect: 'manual',
    headers: { accept: 'text/html' },
  });
}

export function scopeOf({ ctx, event }: Sale, { code }: Order): Promise<OrderScope> {
  return authoriseOrderIn(ctx(), event, code, 'team');
}

/** Waits until no webhook and no job is on its way, those left aside that wait for a later time. */
export async function calm({ fake, database: { db } }: Till, limitMs = 30_000): Promise<void> {
  const limit = Date.now() + limitMs;
  await fake.control.settle();
  for (;;) {
    const { rows } = await sql<{
      open: string;
    }>`select string_agg(distinct queue, ', ') as open from jobs where state = 'active' or (state = 'waiting' and run_at < clock_timestamp() + interval '1 second')`.execute(
      db,
    );
    if (!rows[0]?.open) return;
    if (Date.now() > limit) throw new Error(`Jobs are left: ${rows[0].open}`);
    await sleep(25);
  }
}

const MINUTE = 60_000;

/** What so many minutes do: the job that asks Stripe runs, and what was to be tried again is. */
export async function passTime(till: Till, minutes = 3): Promise<void> {
  await calm(till);
  await till.database.db
    .updateTable('jobs')
    .set({ runAt: new Date() })
    .where('state', '=', 'waiting')
    .where((where) => where.or([where('attempts', '>', 0), where('queue', '=', 'send_refunds')]))
    .execute();
  await calm(till);
  const look = definedJobs().get('look_at_payments');
  assert.ok(look, 'There is no job look_at_payments');
  await look(till.ctx(minutes * MINUTE), {});
  await calm(till);
}

/** The order's time is over, and the clock has said so. */
export async function runOut(sale: Sale, { code }: Order): Promise<void> {
  const { db } = sale.database;
  await db
    .updateTable('orders')
    .set({ heldUntil: new Date(Date.now() - 1000) })
    .where('code', '=', code)
    .execute();
  await expireOrders(sale.ctx(), sale.event.eventId);
  const { state } = await db.selectFrom('orders').select('state').where('code', '=', code).executeTakeFirstOrThrow();
  assert.equal(state, 'expired');
}
