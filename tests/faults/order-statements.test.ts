/**
 * How often the database is asked for one whole order, from the event's page to the mail with its tickets, by kind. The
 * numbers here may only fall: 80 for an order paid by card is the goal.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { statementsOf } from '#testing/statements.ts';
import { until } from '#testing/until.ts';
import { openInProcess } from './open-in-process.ts';
import { comeBack, openSale, sessionsOf } from './shop.ts';

const till = await openInProcess();
const { url, ctx } = till;

/** A browser without scripts: keeps cookies, follows nothing by itself. */
function openBrowser() {
  const cookies = new Map<string, string>();
  return async (address: string, form?: Record<string, string>): Promise<Response> => {
    const answer = await fetch(new URL(address, url), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        origin: new URL(url).origin,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    return answer;
  };
}

const locationOf = (answer: Response): string => answer.headers.get('location') ?? '';

/** Holds a seat and sends the details; gives the browser and the address of the order. */
async function order(slug: string): Promise<{ browse: ReturnType<typeof openBrowser>; address: string }> {
  const browse = openBrowser();
  await browse(`/e/${slug}`);
  const form = { 'quantity-1': '1' };
  const again = await browse(`/e/${slug}/checkout`, form);
  const address = locationOf(await browse(locationOf(again), form));
  await browse(locationOf(await browse(address)));
  const details = { name: 'Ada Lind', email: `buyer-${slug}@example.org` };
  assert.equal((await browse(`${address}/details?/complete`, details)).status, 303);
  return { browse, address };
}

async function orderFree(slug: string): Promise<void> {
  const { browse, address } = await order(slug);
  assert.equal((await browse(address)).status, 200);
}

async function orderByCard(slug: string): Promise<void> {
  const { browse, address } = await order(slug);
  await browse(`${address}/pay`);
  assert.equal((await browse(`${address}/pay?/place`, { method: 'stripe' })).status, 200);
  const [, , code = ''] = address.split('/');
  const session = sessionsOf(till, { code, address, email: '' })[0]?.id ?? '';
  till.fake.control.pay(session);
  assert.equal((await comeBack(till, session)).status, 303);
  assert.equal((await browse(address)).status, 200);
  await till.fake.control.settle();
}

/** Nothing is left that is due, and the buyer's mail is made. */
async function calm(): Promise<void> {
  await until(async () => {
    const { rows } =
      await sql`select from jobs where state = 'active' or run_at < now() + interval '3 seconds'`.execute(ctx().db);
    return rows.length === 0;
  });
}

/** By kind, the most frequent first: `3 select from orders`. */
function listKinds(statements: readonly string[]): string {
  const kinds = new Map<string, number>();
  for (const text of statements) {
    const kind = text.replace(/\s+/g, ' ').trim().slice(0, 150);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds]
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${count} × ${kind}`)
    .join('\n');
}

/** What the test's own waiting asks. */
const isOwn = (text: string): boolean => text.startsWith('select from jobs');

/** The statements of a second order, when what the first one needed is known. */
async function countOrder(work: () => Promise<void>, most: number): Promise<void> {
  await work();
  await calm();
  const { statements } = await statementsOf(async () => {
    await work();
    await calm();
  });
  const counted = statements.filter((text) => !isOwn(text));
  assert.equal(counted.length <= most, true, `${counted.length} statements, not ${most}:\n${listKinds(counted)}`);
}

test('one free order of one ticket takes no more statements than before, with its background work', async () => {
  const event = await makeEvent(ctx(), await makeOrganizer(ctx()));
  await createTicketType(ctx(), event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 10 });
  await countOrder(() => orderFree(event.slug), 37);
});

test('one order paid by card takes no more statements than before, with its background work', async () => {
  const { event } = await openSale(till);
  await countOrder(() => orderByCard(event.slug), 104);
});
