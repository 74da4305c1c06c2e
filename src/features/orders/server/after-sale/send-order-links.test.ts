import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { SECRET, setBareRuntime } from '#testing/bare-runtime.ts';
import { createTestDatabase } from '#testing/database.ts';
import { completeOrder } from '../paying/complete-order.ts';
import { authoriseOrder, authoriseOrderIn } from '../policy.ts';
import { reserveTickets } from '../holding/reserve-tickets.ts';
import { sendOrderLinks } from './send-order-links.ts';
import { holderAddress } from './sign-holder.ts';
import { signOrder } from '../sign-order.ts';

const database = await createTestDatabase();
setBareRuntime(database);
const system = database.ctx();
const event = await makeEvent(system, await makeOrganizer(system), { name: 'Lamps [and] *ropes*' });
await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 50 });

async function order(key: string, email: string | null): Promise<string> {
  const [answer] = await reserveTickets(system, event.eventId, [
    { idempotencyKey: `find-order-${key}`, lines: [{ ticketType: 1, quantity: 1 }], unlocked: [], locale: 'en' },
  ]);
  const code = answer?.outcome === 'reserved' ? answer.order.code : '';
  if (email !== null)
    await completeOrder(system, await authoriseOrderIn(system, event, code, 'buyer'), {
      name: 'Ada',
      email,
      locale: 'en',
      names: [],
    });
  return code;
}

async function ask(
  email: string,
  client = '192.0.2.1',
): Promise<{ recipient: string; subject: string; textBody: string; htmlBody: string; sensitive: boolean }> {
  await sendOrderLinks(database.ctx({ kind: 'nobody' }), { email, address: client });
  return database.db
    .selectFrom('mails')
    .select(['recipient', 'subject', 'textBody', 'htmlBody', 'sensitive'])
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
}

const linksIn = (text: string): string[] => text.match(/https:\S+/g) ?? [];
const linkOf = (code: string): string => `https://foyer.example/orders/${code}/${signOrder(SECRET, code)}`;

test('the links to all orders of an address go to that address, the newest first; what was never completed, and what others ordered, is not among them', async () => {
  const first = await order('first', 'Ada@Example.org');
  await order('other', 'bo@example.org');
  const second = await order('second', 'ada@example.org');
  await order('begun', null);
  const mail = await ask(' ADA@example.org ');
  assert.deepEqual(
    [mail.recipient, mail.subject, mail.sensitive],
    ['ada@example.org', 'Your orders and tickets', true],
  );
  assert.deepEqual(linksIn(mail.textBody), [linkOf(second), linkOf(first)]);
  assert.deepEqual(
    mail.htmlBody
      .match(/<a class="deep"[^>]*>[^<]*<\/a>/g)
      ?.map((link) => link.replace(/.*href="([^"]*)".*>([^<]*)<.*/, '$1 $2')),
    [`${linkOf(second)} Lamps [and] *ropes*`, `${linkOf(first)} Lamps [and] *ropes*`],
  );
  const [, , , , code = '', secret = ''] = linkOf(second).split('/');
  assert.equal((await authoriseOrder(system, { code, secret, visitor: () => '192.0.2.1' })).code, second);
});

test('a ticket that was passed on is found with the address of who has it now, as long as it works', async () => {
  const code = await order('passed-on', 'giver@example.org');
  const [ticket] = await database.db
    .selectFrom('tickets as k')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .select(['k.id', 'k.number'])
    .where('o.code', '=', code)
    .execute();
  assert.ok(ticket);
  const transferredAt = Date.parse('2027-01-02T03:04:05Z');
  await database.db
    .updateTable('tickets')
    .set({ attendeeEmail: 'Taker@example.org', attendeeName: 'Taker', transferredAt: new Date(transferredAt) })
    .where('id', '=', ticket.id)
    .execute();
  assert.deepEqual(linksIn((await ask('taker@example.org')).textBody), [
    `https://foyer.example${holderAddress(SECRET, { code, number: ticket.number, transferredAt })}`,
  ]);
  assert.deepEqual(linksIn((await ask('giver@example.org')).textBody), [linkOf(code)]);
  await database.db.updateTable('tickets').set({ cancelledAt: new Date() }).where('id', '=', ticket.id).execute();
  assert.equal((await ask('taker@example.org')).subject, 'No orders with this address');
});

test('an address of no order is told that, by mail alone, and may try another', async () => {
  const mail = await ask('never@example.org');
  assert.deepEqual(
    [mail.recipient, mail.subject, linksIn(mail.textBody)],
    ['never@example.org', 'No orders with this address', ['https://foyer.example/orders']],
  );
});

test('nobody is mailed by others without end', async () => {
  for (let i = 0; i < 5; i += 1) await ask('often@example.org', '203.0.113.9');
  await assert.rejects(ask('often@example.org', '203.0.113.9'), TooMany);
  for (let i = 0; i < 5; i += 1) await ask('often@example.org', `198.51.100.${i}`);
  await assert.rejects(ask('often@example.org', '198.51.100.9'), TooMany);
});
