import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { reinstateEvent } from '#features/events/server/reinstate-event.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import { authoriseOrderIn, type OrderScope } from '#features/orders/server/policy.ts';
import { reserveTickets } from '#features/orders/server/holding/reserve-tickets.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { createMailer } from '#platform/mailer.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { fromLocal } from '#platform/time.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { countStatements } from '#testing/statements.ts';
import { EVERYBODY } from '../message.ts';
import { cancelMessage } from './cancel-message.ts';
import { createMessage } from './create-message.ts';
import { remindersForm } from './inputs.ts';
import './jobs.ts';
import { countRecipients, getMessage, listMessages } from './queries.ts';
import './receivers.ts';
import { discardMove, sendMove } from './send-event-notice.ts';
import { sendMailAgain } from './send-mail-again.ts';
import { sendMessage } from './send-message.ts';
import { sendAllReminders, sendReminders } from './send-reminders.ts';
import { updateReminders } from './update-reminders.ts';
import { SEND_MESSAGE_QUEUE } from './write-message.ts';

const database = await createTestDatabase();
setRuntime({
  config: {
    url: 'https://foyer.example',
    secret: 'a secret of a test',
    seatsPerNetwork: 50,
    mailFrom: 'foyer@example.org',
  },
  database,
  log: database.log,
} as unknown as Runtime);
after(() => setRuntime(undefined));
const system = database.ctx();
const { db } = database;
const organizer = await makeOrganizer(system);

let asked = 0;
async function order(
  event: EventScope,
  name: string,
  { type = 1, quantity = 1, locale = 'en' } = {},
): Promise<OrderScope> {
  asked += 1;
  const [answer] = await reserveTickets(system, event.eventId, [
    {
      idempotencyKey: `message-${asked}-of-a-test`,
      lines: [{ ticketType: type, quantity }],
      unlocked: [],
      locale: 'en',
    },
  ]);
  const scope = await authoriseOrderIn(system, event, answer?.outcome === 'reserved' ? answer.order.code : '', 'buyer');
  await completeOrder(system, scope, { name, email: `${name.toLowerCase()}@example.org`, locale, names: [] });
  return scope;
}

async function makeSale(): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published: true });
  for (const name of ['Adult', 'Child'])
    await createTicketType(system, event, { ...BLANK_TICKET, name, kind: 'free', quantity: 1000 });
  return event;
}

let keys = 0;
const message = (values: Partial<Parameters<typeof createMessage>[2]> = {}) => ({
  audience: EVERYBODY,
  words: { en: { subject: 'Bring a lantern', body: 'Dear {name},\n\nit will be dark at {where}.' } },
  sendAt: null,
  key: `a-key-of-a-test-${(keys += 1)}`,
  ...values,
});
const send = (ctx = system) => drainJobs(ctx, [SEND_MESSAGE_QUEUE, 'post_notice']);
const mails = async (event: EventScope, kind = 'message') =>
  await db
    .selectFrom('mails')
    .select(['id', 'recipient', 'subject', 'textBody', 'kind', 'state', 'replyTo'])
    .where('eventId', '=', event.eventId)
    .where('kind', '=', kind)
    .orderBy('recipient')
    .execute();
const to = async (event: EventScope, kind = 'message') => (await mails(event, kind)).map(({ recipient }) => recipient);

beforeEach(async () => {
  await db.deleteFrom('jobs').execute();
});

describe('a message to many', () => {
  test('reaches each address once, in its reader’s language, with what stands for the names in brackets', async () => {
    const event = await makeSale();
    await updateEvent(system, event, { locationName: 'The Old Granary', email: 'crew@example.org' });
    await order(event, 'Ada', { quantity: 3 });
    await order(event, 'Ada');
    await order(event, 'Layla', { locale: 'ar' });
    await createMessage(
      system,
      event,
      message({
        words: {
          en: { subject: 'Bring a lantern', body: 'Dear {name}, at {where}.' },
          ar: { subject: 'فانوس', body: 'إلى {name}' },
        },
      }),
    );
    await send();
    const got = await mails(event);
    assert.deepEqual(
      got.map(({ recipient, subject, replyTo }) => [recipient, subject, replyTo]),
      [
        ['ada@example.org', 'Bring a lantern', 'crew@example.org'],
        ['layla@example.org', 'فانوس', 'crew@example.org'],
      ],
    );
    assert.match(got[0]?.textBody ?? '', /Dear Ada, at The Old Granary\./);
  });

  test('goes to those whom its audience holds, and those who come by an address of their own get no link into the order', async () => {
    const event = await makeSale();
    const ada = await order(event, 'Ada', { quantity: 2 });
    await order(event, 'Bo', { type: 2 });
    const owing = await order(event, 'Cy');
    await db
      .updateTable('orders')
      .set({ state: 'pending-payment', paymentMethod: 'bank-transfer' })
      .where('id', '=', owing.orderId)
      .execute();
    await db
      .updateTable('tickets')
      .set({ attendeeEmail: 'dee@example.org', attendeeName: 'Dee' })
      .where('orderId', '=', ada.orderId)
      .where('number', '=', 2)
      .execute();
    const count = (audience: Partial<typeof EVERYBODY>) =>
      countRecipients(system, event, { ...EVERYBODY, ...audience });
    assert.deepEqual(
      [
        await count({}),
        await count({ types: [1] }),
        await count({ types: [2] }),
        await count({ who: 'buyers' }),
        await count({ standing: 'pending' }),
        await count({ standing: 'any' }),
      ],
      [3, 2, 1, 2, 1, 4],
    );
    await createMessage(system, event, message({ audience: { ...EVERYBODY, types: [1] } }));
    await send();
    const got = await mails(event);
    assert.deepEqual(
      got.map(({ recipient, textBody }) => [
        recipient,
        /Dear (\w+)/.exec(textBody)?.[1],
        textBody.includes('/orders/'),
      ]),
      [
        ['ada@example.org', 'Ada', true],
        ['dee@example.org', 'Dee', false],
      ],
    );
  });

  test('is one however often its form is sent, and its batches double nobody however often they run', async () => {
    const event = await makeSale();
    for (let n = 0; n < 60; n += 1) await order(event, `Guest${n}`);
    await db.deleteFrom('jobs').execute();
    const input = message();
    const made = await Promise.all([
      createMessage(system, event, input),
      createMessage(system, event, input),
      createMessage(system, event, input),
    ]);
    assert.deepEqual(
      made.map(({ number }) => number),
      [1, 1, 1],
    );
    const { id } = await getMessage(system, event, 1);
    // Workers that take the same job, die, and take it again.
    await Promise.all(Array.from({ length: 4 }, () => sendMessage(system, id)));
    await send();
    assert.deepEqual([(await mails(event)).length, new Set(await to(event)).size], [60, 60]);
    const done = await getMessage(system, event, 1);
    assert.deepEqual([done.state, done.recipients, done.posted, done.mails], ['sent', 60, 60, { waiting: 60 }]);
  });

  test('asks the database as often for a batch of forty as for a batch of four', async () => {
    const counts = [];
    for (const recipients of [4, 40]) {
      const event = await makeSale();
      for (let n = 0; n < recipients; n += 1)
        await order(event, `Batch${n}`, { quantity: 2, locale: n % 2 === 0 ? 'en' : 'ar' });
      await db
        .updateTable('tickets')
        .set({ attendeeEmail: 'dee@example.org' })
        .where('number', '=', 2)
        .where('orderId', 'in', db.selectFrom('orders').select('id').where('eventId', '=', event.eventId))
        .execute();
      await createMessage(system, event, message());
      const { id } = await getMessage(system, event, 1);
      counts.push(await countStatements(() => sendMessage(system, id)));
      assert.equal((await mails(event)).length, recipients + 1);
    }
    assert.deepEqual(counts, [12, 12]);
  });

  test('whose worker dies in the middle of a batch has written none of it, and all of it later', async () => {
    const event = await makeSale();
    for (let n = 0; n < 8; n += 1) await order(event, `Mid${n}`);
    await createMessage(system, event, message());
    const { id } = await getMessage(system, event, 1);
    const { rows } = await db.connection().execute(async (connection) => {
      const { sql } = await import('kysely');
      await sql`begin`.execute(connection);
      await sendMessage(
        { ...system, db: connection, unit: { jobs: [], changes: [], afterCommit: [], stamps: new Map() } },
        id,
      );
      const seen = await sql<{
        n: number;
      }>`select count(*)::integer as n from mails where event_id = ${event.eventId} and kind = 'message'`.execute(
        connection,
      );
      await sql`rollback`.execute(connection);
      return seen;
    });
    assert.deepEqual([rows[0]?.n, (await mails(event)).length], [8, 0]);
    await send();
    assert.equal((await mails(event)).length, 8);
  });

  test('that is stopped reaches nobody else, and what lies in the outbox is taken back', async () => {
    const event = await makeSale();
    for (let n = 0; n < 60; n += 1) await order(event, `Stop${n}`);
    await createMessage(system, event, message());
    const { id } = await getMessage(system, event, 1);
    await sendMessage(system, id);
    await db
      .updateTable('mails')
      .set({ state: 'sent' })
      .where('eventId', '=', event.eventId)
      .where('recipient', '=', 'stop0@example.org')
      .where('kind', '=', 'message')
      .execute();
    await cancelMessage(system, event, { number: 1 });
    await cancelMessage(system, event, { number: 1 });
    await send();
    const done = await getMessage(system, event, 1);
    assert.deepEqual(
      [done.state, done.recipients, done.posted, done.mails],
      ['stopped', 60, 50, { sent: 1, withdrawn: 49 }],
    );
    await assert.rejects(cancelMessage(system, event, { number: 2 }), NotFound);
  });

  test('waits for its moment, and is refused where there is nobody to write to', async () => {
    const event = await makeSale();
    await assert.rejects(createMessage(system, event, message()), Conflict);
    await order(event, 'Ada');
    const sendAt = Date.now() + 3_600_000;
    await createMessage(system, event, message({ sendAt }));
    const { id } = await getMessage(system, event, 1);
    await sendMessage(system, id);
    assert.deepEqual([await to(event), (await getMessage(system, event, 1)).state], [[], 'scheduled']);
    await order(event, 'Bo');
    await sendMessage({ ...system, now: sendAt + 1 }, id);
    assert.deepEqual(await to(event), ['ada@example.org', 'bo@example.org']);
  });

  test('goes out by the mail server, once each; what was refused for good can be sent again, written anew', async () => {
    const event = await makeSale();
    const scope = await order(event, 'Ada');
    await order(event, 'Bo');
    await createMessage(system, event, message());
    await send();
    const server = await startMailServer();
    const mailer = createMailer(server.url, 'foyer@example.org');
    server.refuse({ code: 550, words: 'No such person' }, (address) => address === 'ada@example.org');
    for (const { id } of await mails(event)) await mailer.send(system, id);
    assert.deepEqual(
      (await mails(event)).map(({ recipient, state }) => [recipient, state]),
      [
        ['ada@example.org', 'failed'],
        ['bo@example.org', 'sent'],
      ],
    );
    server.refuse(null);
    await db.updateTable('orders').set({ buyerEmail: 'ada@example.net' }).where('id', '=', scope.orderId).execute();
    for (const { id } of await mails(event)) await sendMailAgain(system, event, { mailId: id });
    for (const { id } of await mails(event)) await mailer.send(system, id);
    mailer.close();
    assert.deepEqual(server.received.map(({ to: [address] }) => address).sort(), [
      'ada@example.net',
      'bo@example.org',
      'bo@example.org',
    ]);
    assert.equal(new Set(server.received.map(({ headers }) => headers['message-id'])).size, 3);
    assert.match(server.received.at(-1)?.text ?? '', /Dear Bo,/);
  });

  test('of one person, through whatever event, go thirty times in an hour and no more', async () => {
    const sender = database.ctx(await makeUser(system, { organizer, role: 'owner' }));
    const outcomes: string[] = [];
    for (let of = 0; of < 2; of += 1) {
      const event = await makeSale();
      await order(event, 'Ada');
      for (let at = 0; at < 16; at += 1) {
        const made = await createMessage(sender, event, message()).then(
          () => 'sent',
          ({ name }: Error) => name,
        );
        outcomes.push(made);
      }
    }
    assert.deepEqual(outcomes, [...Array.from({ length: 30 }, () => 'sent'), 'TooMany', 'TooMany']);
  });

  test('sent again and again to one address, by whatever event, goes at once five times; then it waits its turn', async () => {
    const stranger = 'Zoe';
    const limited: boolean[] = [];
    for (const times of [4, 3]) {
      const event = await makeSale();
      await order(event, stranger);
      await createMessage(system, event, message());
      await send();
      const [mail] = await mails(event);
      for (let at = 0; at < times; at += 1) {
        await sendMailAgain(system, event, { mailId: mail?.id ?? 0 });
        const row = await db
          .selectFrom('mails')
          .select('limited')
          .where('id', '=', mail?.id ?? 0)
          .executeTakeFirstOrThrow();
        limited.push(row.limited);
      }
    }
    assert.deepEqual(limited, [false, false, false, false, false, true, true]);
  });
});

describe('notices of an event', () => {
  test('that it is off, and that it is on again, reach everybody who comes, once', async () => {
    const event = await makeSale();
    await order(event, 'Ada');
    await cancelEvent(system, event, { note: 'The granary is flooded.' });
    await cancelEvent(system, event, { note: 'The granary is under water.' });
    // Orders that are given up right after still concern those who are told.
    await db.updateTable('orders').set({ state: 'cancelled' }).where('eventId', '=', event.eventId).execute();
    await send();
    assert.match(
      (await mails(event, 'event-cancelled'))[0]?.textBody ?? '',
      /has been cancelled\.\n\nThe granary is under water\./,
    );
    await db.updateTable('orders').set({ state: 'free-completed' }).where('eventId', '=', event.eventId).execute();
    await reinstateEvent({ ...system, now: Date.now() + 5 }, event);
    await send({ ...system, now: Date.now() + 1000 });
    assert.deepEqual(
      [await to(event, 'event-cancelled'), await to(event, 'event-reinstated')],
      [['ada@example.org'], ['ada@example.org']],
    );
  });

  test('that it was moved come ten minutes after the last change, as one, and not where all is as it was', async () => {
    const event = await makeSale();
    await updateEvent(system, event, { locationName: 'The Old Granary', city: 'Porto' });
    await order(event, 'Ada');
    await updateEvent(system, event, { locationName: 'Town Hall' });
    await updateEvent(system, event, { locationName: 'City Library', description: 'More of it' });
    await sendMove(system, event.eventId);
    assert.deepEqual(await to(event, 'event-moved'), []);
    const later = { ...system, now: Date.now() + 11 * 60_000 };
    for (let n = 0; n < 2; n += 1) await sendMove(later, event.eventId);
    await send(later);
    const [mail, ...others] = await mails(event, 'event-moved');
    assert.match(
      (mail?.textBody ?? '').replaceAll('\n', ' '),
      /It was: Sat 8 May 2027, 09:00 \(Lisbon\), The Old Granary, Porto\.[\s\S]*Where: City Library, Porto/,
    );
    assert.deepEqual(others, []);
    await updateEvent(later, event, { locationName: 'Town Hall' });
    await updateEvent(later, event, { locationName: 'City Library' });
    await sendMove({ ...system, now: Date.now() + 40 * 60_000 }, event.eventId);
    await updateEvent(later, event, { locationName: 'Town Hall' });
    await discardMove(later, event);
    await sendMove({ ...system, now: Date.now() + 60 * 60_000 }, event.eventId);
    await send();
    assert.equal((await to(event, 'event-moved')).length, 1);
  });
});

describe('reminders', () => {
  test('at no time of the day are refused beside their field', () => {
    const read = remindersForm.safeParse({ event: 'on', eventDays: '1', eventTime: '25:00', paymentDays: '2' });
    assert.deepEqual(
      read.error?.issues.map(({ path, message }) => [path.join(), message]),
      [['eventTime', 'field.time']],
    );
  });

  test('of an event come the day before at ten in its zone, or when it says; once, also where jobs run twice', async () => {
    const event = await makeSale();
    await order(event, 'Ada');
    const at = (day: number, hour: number, minute = 0) => ({
      ...system,
      now: fromLocal({ year: 2027, month: 5, day, hour, minute, second: 0 }, 'Europe/Lisbon'),
    });
    await sendReminders(at(7, 9, 58), event.eventId);
    assert.deepEqual(await listMessages(system, event), []);
    for (let n = 0; n < 3; n += 1) await sendReminders(at(7, 10), event.eventId);
    await send(at(7, 10, 1));
    assert.deepEqual(
      [await to(event, 'event-reminder'), (await listMessages(system, event)).length],
      [['ada@example.org'], 1],
    );
    await updateReminders(system, event, { eventDays: 2, eventMinute: 18 * 60, paymentDays: null });
    await sendReminders(at(7, 12), event.eventId);
    assert.equal((await listMessages(system, event)).length, 1);
  });

  test('are found every night, and a payment is reminded of two days before it is due, not right after the order', async () => {
    const event = await makeSale();
    const owing = await order(event, 'Cy');
    const day = 24 * 60 * 60_000;
    const now = Date.now();
    const owe = (placedAgo: number, dueIn: number) =>
      db
        .updateTable('orders')
        .set({
          state: 'pending-payment',
          paymentMethod: 'bank-transfer',
          completedAt: new Date(now - placedAgo * day),
          paymentDueAt: new Date(now + dueIn * day),
        })
        .where('id', '=', owing.orderId)
        .execute();
    const moved = () => to(event, 'payment-reminder');
    await owe(0.5, 1.9);
    await sendReminders(system, event.eventId);
    await send();
    assert.deepEqual(await moved(), []);
    await owe(5, 2.1);
    await sendReminders(system, event.eventId);
    await send();
    assert.deepEqual(await moved(), []);
    await owe(5, 1.9);
    for (let n = 0; n < 2; n += 1) {
      await sendAllReminders(system);
      await sendReminders(system, event.eventId);
      await send();
    }
    assert.deepEqual(await moved(), ['cy@example.org']);
    await db.deleteFrom('jobs').execute();
    await sendReminders(system, event.eventId);
    assert.deepEqual(await db.selectFrom('jobs').select('queue').execute(), []);
  });
});
