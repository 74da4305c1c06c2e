/**
 * No secret anywhere in clear: after a whole sale with Stripe (connected, sold, declined, paid, given back, errors on
 * the way, let go), all that Foyer wrote is searched: its logs at their most talkative, every page, file and error
 * that it answered, every mail, and every row of its database.
 */
import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { grantAdministrator } from '#features/accounts/server/grant-administrator.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { openProcesses } from './open-processes.ts';
import {
  choose,
  comeBack,
  connect,
  goToStripe,
  openSale,
  order,
  passTime,
  type Sale,
  scopeOf,
  SECRETS,
  send,
} from './shop.ts';

const till = await openProcesses({ LOG_LEVEL: 'trace' });
const { control } = till.fake;
const answers: string[] = [];
const ADMINISTRATOR = 'administrator@example.org';
let sale: Sale;
/** Those that live no more at the end are gathered on the way. */
const secrets = new Set<string>([SECRETS.platformKey, SECRETS.webhookSecret]);

const { fetch } = globalThis;
/** Everything that Foyer answers, with its headers, as it is and unpacked where it is an archive. */
globalThis.fetch = async (...asked: Parameters<typeof globalThis.fetch>) => {
  const answer = await fetch(...asked);
  const bytes = Buffer.from(await answer.clone().arrayBuffer());
  const address = asked[0] instanceof Request ? asked[0].url : String(asked[0]);
  answers.push(
    `${new URL(address).pathname}\n${[...answer.headers].join('\n')}\n${bytes.toString('latin1')}\n${unpack(bytes)}`,
  );
  return answer;
};
after(() => {
  globalThis.fetch = fetch;
  assert.deepEqual(control.drift, []);
});

before(async () => {
  sale = await openSale(till);
  gather();
  await sell();
  await failInManyWays();
  await visitPages();
  await letGo();
});

function gather(): void {
  for (const secret of control.secrets()) secrets.add(secret);
}

async function sell(): Promise<void> {
  const buyer = await order(sale, 2);
  control.pay(await goToStripe(buyer), 'declined');
  const session = await goToStripe(buyer);
  control.pay(session);
  await comeBack(till, session);
  await passTime(till);
  for (const page of ['', '/tickets/1', '/tickets.pdf']) await globalThis.fetch(`${buyer.address}${page}`);
  for (const amountMinor of [500, undefined]) {
    await refundOrder(till.ctx(), await scopeOf(sale, buyer), {
      amountMinor,
      reason: 'Cannot come',
      key: `back-${amountMinor ?? 'all'}`,
    });
    await passTime(till);
  }
}

/** Errors tell the most. */
async function failInManyWays(): Promise<void> {
  const cookie = await till.cookieOf(sale.owner.email);
  for (const query of ['code=ac_wrong&state=wrong', 'error=access_denied&error_description=No', 'code=ac_wrong', ''])
    await globalThis.fetch(`${till.url}/stripe/callback?${query}`, { headers: { cookie }, redirect: 'manual' });
  control.spoilCalls({ match: 'POST /oauth/token', does: 500, when: 'after' });
  await connect(till, sale);
  gather();
  for (const does of [429, 500, 'cut'] as const) {
    control.spoilCalls({ match: 'POST /v1/checkout/sessions', does, times: 2 });
    await choose(await order(sale), 'stripe');
    control.behave();
  }
  await globalThis.fetch(`${till.url}/webhooks/stripe`, {
    method: 'POST',
    body: '{}',
    headers: { 'stripe-signature': 't=1,v1=00' },
  });
}

async function visitPages(): Promise<void> {
  await grantAdministrator(till.ctx(), { email: ADMINISTRATOR });
  const foyer = `${till.url}/manage/${sale.organizer.slug}`;
  const event = `${foyer}/events/${sale.event.slug}`;
  const codes = (
    await till.database.db.selectFrom('orders').select('code').where('eventId', '=', sale.event.eventId).execute()
  ).map(({ code }) => code);
  const pages = [
    foyer,
    `${foyer}/settings`,
    `${foyer}/settings/payments`,
    `${foyer}/team`,
    `${foyer}/record`,
    `${foyer}/invoices`,
    event,
    `${event}/tickets`,
    `${event}/tickets/payment`,
    `${event}/orders`,
    `${event}/orders/orders.csv`,
    `${event}/orders/money`,
    `${event}/orders/money.csv`,
    `${event}/attendees/attendees.csv`,
    ...codes.flatMap((code) => [`${event}/orders/${code}`, `${event}/orders/${code}/money`]),
    `${till.url}/account/data/export.json`,
    `${till.url}/e/${sale.event.slug}`,
    `${till.url}/e/${sale.event.slug}/open-event.zip`,
    `${till.url}/api/v1/events/${sale.event.slug}`,
    `${till.url}/api/v1/events/${sale.event.slug}/ticket-types`,
    `${till.url}/api/openapi.json`,
    `${till.url}/metrics`,
    `${till.url}/readyz`,
  ];
  const owner = await till.cookieOf(sale.owner.email);
  for (const page of pages) await globalThis.fetch(page, { headers: { cookie: owner }, redirect: 'manual' });
  const administrator = await till.cookieOf(ADMINISTRATOR);
  for (const page of [
    '/admin',
    '/admin/jobs',
    '/admin/mail',
    '/admin/fees',
    ...(await till.database.db.selectFrom('mails').select('id').execute()).map(({ id }) => `/admin/mail/${id}`),
  ])
    await globalThis.fetch(`${till.url}${page}`, { headers: { cookie: administrator }, redirect: 'manual' });
}

async function letGo(): Promise<void> {
  await connect(till, sale);
  gather();
  const cookie = await till.cookieOf(sale.owner.email);
  await send(`${till.url}/manage/${sale.organizer.slug}/settings/payments/disconnect`, {}, cookie);
  await passTime(till);
}

type Places = { logs: string; answers: string; mails: string; database: string };

async function places(): Promise<Places> {
  const mails = till.mail.received
    .map(({ raw, text, html, subject }) => [raw, subject, text, html].join('\n'))
    .join('\n');
  return { logs: till.output(), answers: answers.join('\n'), mails, database: await dump() };
}

/** Every row of every table, as text; jobs and mails among them. */
async function dump(): Promise<string> {
  const { db } = till.database;
  const tables = await sql<{
    name: string;
  }>`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`.execute(
    db,
  );
  const rows = await Promise.all(
    tables.rows.map(({ name }) => sql<{ row: string }>`select t::text as row from ${sql.raw(name)} as t`.execute(db)),
  );
  return rows.flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n');
}

/** A secret as it is, and as whoever does not know what it is would write it. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // Three places in base64, depending on what stands before; the edges belong to that.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [secret, bytes.toString('hex'), ...base64, [...secret].reverse().join('')];
}

function leaks(found: Places): string[] {
  return Object.entries(found).flatMap(([place, text]) =>
    [...secrets]
      .filter((secret) => forms(secret).some((form) => text.includes(form)))
      .map((secret) => `${place}: ${secret.slice(0, 10)}…`),
  );
}

/** The parts of a ZIP archive, deflated or stored, by their local headers. */
function unpack(bytes: Buffer): string {
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') return '';
  const parts: string[] = [];
  for (let at = bytes.indexOf('PK\u0003\u0004'); at >= 0; at = bytes.indexOf('PK\u0003\u0004', at + 4)) {
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    try {
      parts.push(inflateRawSync(bytes.subarray(start), { finishFlush: 2 }).toString('latin1'));
    } catch {
      // Stored as it is, so it was searched already.
    }
  }
  return parts.join('\n');
}

describe('after a whole sale', () => {
  test('there is something to find in every place, and every kind of secret', async () => {
    const found = await places();
    for (const [place, text] of Object.entries(found))
      assert.ok(text.length > (place === 'logs' ? 100 : 2000), `${place} is nearly empty: ${text}`);
    for (const kind of [/^sk_test_FaultTable/, /^sk_test_[0-9a-f]{48}$/, /^rt_/, /^ac_/, /^whsec_/])
      assert.ok(
        [...secrets].some((secret) => kind.test(secret)),
        String(kind),
      );
    // The search sees what is there: the buyer's address is no secret to the team.
    assert.ok(
      Object.entries(found)
        .filter(([place]) => place !== 'logs')
        .every(([, text]) => text.includes('buyer-1@example.org')),
    );
  });

  test('no secret stands in logs, answers, mails or the database', async () =>
    assert.deepEqual(leaks(await places()), []));

  test('the search finds one that is planted, in any place and any clothes', async () => {
    const found = await places();
    const [secret] = [...secrets] as [string];
    for (const place of Object.keys(found) as (keyof Places)[]) {
      for (const form of forms(secret))
        assert.deepEqual(
          leaks({ ...found, [place]: `${found[place]} "${form}" ` }),
          [`${place}: ${secret.slice(0, 10)}…`],
          form,
        );
    }
    await till.database.db
      .updateTable('organizers')
      .set({ description: `My key is ${secret}` })
      .where('id', '=', sale.organizer.organizerId)
      .execute();
    assert.deepEqual(leaks({ ...found, database: await dump() }), [`database: ${secret.slice(0, 10)}…`]);
  });
});
