import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { addPrices, addQuestions, addTickets, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { transact } from '#platform/transact.ts';
import { rememberOfEvent } from './remember-event.ts';
import { authorisePublicEvent, type EventScope } from './policy.ts';

const { ctx, db } = await createTestDatabase();
const system = ctx();
const organizer = await makeOrganizer(system);

/** Somebody's request, which has read the event's stamp. */
async function request({ slug }: EventScope) {
  const asked = ctx({ kind: 'nobody' });
  await authorisePublicEvent(asked, slug);
  return asked;
}

async function stampOf({ eventId }: EventScope): Promise<string> {
  return (await db.selectFrom('events').select('stamp').where('id', '=', eventId).executeTakeFirstOrThrow()).stamp;
}

/** Counts how often it is really asked. */
function counting() {
  let loads = 0;
  return { load: async () => (loads += 1), loads: () => loads };
}

test('requests that read the same stamp load once, and each one without a stamp loads', async () => {
  const event = await makeEvent(system, organizer);
  const { load, loads } = counting();
  for (let time = 0; time < 3; time += 1) await rememberOfEvent(await request(event), event.eventId, 'count', load);
  assert.equal(loads(), 1);
  for (let time = 0; time < 2; time += 1) await rememberOfEvent(ctx(), event.eventId, 'count', load);
  assert.equal(loads(), 3);
});

test('what failed is loaded again', async () => {
  const event = await makeEvent(system, organizer);
  const fail = () => Promise.reject(new Error('away'));
  await assert.rejects(rememberOfEvent(await request(event), event.eventId, 'count', fail), { message: 'away' });
  assert.equal(await rememberOfEvent(await request(event), event.eventId, 'count', async () => 7), 7);
});

test('what is remembered cannot be changed', async () => {
  const event = await makeEvent(system, organizer);
  const list = await rememberOfEvent(await request(event), event.eventId, 'list', async () => [{ names: ['a'] }]);
  assert.throws(() => list[0]?.names.push('b'), TypeError);
});

test('events with much to remember push out those that were asked for longest ago, and what is an eighth of all is not kept', async () => {
  const isRemembered = async (event: EventScope, megabytes: number): Promise<boolean> => {
    let loaded = false;
    await rememberOfEvent(await request(event), event.eventId, 'text', async () => {
      loaded = true;
      return { text: '-'.repeat((megabytes * 1024 * 1024) / 2) };
    });
    return !loaded;
  };
  const events: EventScope[] = [];
  for (let one = 0; one < 12; one += 1) events.push(await makeEvent(system, organizer));
  for (const event of events) await isRemembered(event, 6);
  assert.equal(await isRemembered(events[11] as EventScope, 6), true);
  assert.equal(await isRemembered(events[0] as EventScope, 6), false);
  const huge = await makeEvent(system, organizer);
  assert.deepEqual([await isRemembered(huge, 9), await isRemembered(huge, 9)], [false, false]);
});

test('what a transaction reads is remembered when it commits, and not when it is rolled back', async () => {
  const event = await makeEvent(system, organizer);
  const { load, loads } = counting();
  const within = async (end: () => void): Promise<void> => {
    await transact(ctx({ kind: 'nobody' }), async (unit) => {
      await authorisePublicEvent(unit, event.slug);
      await rememberOfEvent(unit, event.eventId, 'count', load);
      end();
    });
  };
  await assert.rejects(
    within(() => {
      throw new Error('off');
    }),
    { message: 'off' },
  );
  await within(() => {});
  await rememberOfEvent(await request(event), event.eventId, 'count', load);
  assert.equal(loads(), 2);
});

test('a change that is not on disk yet is seen by nobody else', async () => {
  const event = await makeEvent(system, organizer);
  const name = async (asked: Awaited<ReturnType<typeof request>>): Promise<string> =>
    rememberOfEvent(asked, event.eventId, 'name', async () => {
      const row = await asked.db
        .selectFrom('events')
        .select('name')
        .where('id', '=', event.eventId)
        .executeTakeFirstOrThrow();
      return row.name;
    });
  const before = await name(await request(event));
  await transact(ctx(), async (unit) => {
    await unit.db.updateTable('events').set({ name: 'Renamed' }).where('id', '=', event.eventId).execute();
    await authorisePublicEvent(unit, event.slug);
    assert.equal(await name(unit), 'Renamed');
    assert.equal(await name(await request(event)), before);
  });
  assert.equal(await name(await request(event)), 'Renamed');
});

test('after a transaction of its own a request reads anew', async () => {
  const event = await makeEvent(system, organizer);
  const { load, loads } = counting();
  const asked = await request(event);
  await rememberOfEvent(asked, event.eventId, 'count', load);
  await transact(asked, async () => {});
  await rememberOfEvent(asked, event.eventId, 'count', load);
  assert.equal(loads(), 2);
});

test('every change of an event and of what is set for it renews its stamp', async () => {
  const event = await makeEvent(system, organizer);
  const { eventId, organizerId } = event;
  await addTickets(system, event, 1);
  await addQuestions(system, event, 1);
  await addPrices(system, event, 1);
  const at = new Date();
  await db.insertInto('orderRules').values({ eventId }).execute();
  await db.insertInto('waitingLists').values({ eventId, isOpen: true, offerMinutes: 60 }).execute();
  await db.insertInto('paymentMethods').values({ eventId, method: 'bank-transfer' }).execute();
  await db.insertInto('paymentSettings').values({ eventId }).execute();
  await db.insertInto('ticketKeyTurns').values({ eventId, generation: 2, validFrom: 1, turnedAt: at }).execute();
  await db.insertInto('eventTerms').values({ eventId, text: 'Be kind', sha256: 'x', createdAt: at }).execute();
  await db
    .insertInto('messageTemplates')
    .values({ eventId, kind: 'order-confirmation', locale: 'en', subject: 'You are in', updatedAt: at })
    .execute();
  await db
    .insertInto('invoiceSettings')
    .values({ organizerId, legalName: 'Lantern works', address: 'Kai 1', country: 'PT', updatedAt: at })
    .execute();
  const { rows } = await sql<{ table: string }>`
    select distinct event_object_table as table from information_schema.triggers
    where trigger_name like '%\\_stamp' order by 1`.execute(db);
  const silent: string[] = [];
  for (const { table } of rows) {
    const key = { events: 'id', organizers: 'id', invoice_settings: 'organizer_id' }[table] ?? 'event_id';
    const before = await stampOf(event);
    const change = key === 'id' ? sql`name = name || ' & friends'` : sql`${sql.id(key)} = ${sql.id(key)}`;
    const id = key === 'event_id' || table === 'events' ? eventId : organizerId;
    const { numAffectedRows } =
      await sql`update ${sql.table(table)} set ${change} where ${sql.id(key)} = ${id}`.execute(db);
    assert.equal(numAffectedRows! > 0n, true, table);
    if ((await stampOf(event)) === before) silent.push(table);
    if (['events', 'organizers', 'ticket_types'].includes(table)) continue;
    const kept = await stampOf(event);
    await sql`delete from ${sql.table(table)} where ${sql.id(key)} = ${id}`.execute(db);
    if ((await stampOf(event)) === kept) silent.push(`deletion from ${table}`);
  }
  assert.deepEqual(silent, []);
  assert.deepEqual(
    rows.map(({ table }) => table),
    [
      'event_terms',
      'events',
      'invoice_settings',
      'message_templates',
      'order_rules',
      'organizers',
      'payment_methods',
      'payment_settings',
      'questions',
      'tax_rates',
      'ticket_fees',
      'ticket_key_turns',
      'ticket_types',
      'waiting_lists',
    ],
  );
});
