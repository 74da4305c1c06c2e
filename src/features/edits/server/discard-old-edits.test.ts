import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateSpeakers } from '#features/people/server/write-speakers.ts';
import { restoreRecords } from '#features/records/server/update-records.ts';
import { updateRooms } from '#features/sessions/server/update-records.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { updateTicketType } from '#features/tickets/server/update-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { addProgramme, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { discardTombstones } from './jobs.ts';

const database = await createTestDatabase();
const system = database.ctx();
const { db } = system;

const versionsOf = (table: 'rooms' | 'quotas' | 'ticketTypes' | 'sessions', eventId: number) =>
  db
    .selectFrom(table as 'rooms')
    .select(['number', 'version'])
    .where('eventId', '=', eventId)
    .orderBy('number')
    .execute();
const tombstonesOf = (eventId: number) =>
  db.selectFrom('tombstones').select(['noun', 'number', 'version']).where('eventId', '=', eventId).execute();

test('each write counts a version up, and a write that changes nothing does not', async () => {
  const event = await makeEvent(system, await makeOrganizer(system));
  await updateRooms(system, event, { create: [{ name: 'Hall', floor: '', capacity: null }] });
  await updateRooms(system, event, { change: [{ number: 1, values: { floor: '2' } }] });
  await updateRooms(system, event, { change: [{ number: 1, values: { floor: '2' } }] });
  assert.deepEqual(await versionsOf('rooms', event.eventId), [{ number: 1, version: 2 }]);
});

test('what is deleted leaves its number and version for 30 days, and goes on from there when it comes back', async () => {
  const organizer = await makeOrganizer(system);
  const event = await makeEvent(system, organizer);
  await updateRooms(system, event, { create: [{ name: 'Hall', floor: '', capacity: null }] });
  const { editId } = await updateRooms(system, event, { remove: [1] });
  assert.deepEqual(await tombstonesOf(event.eventId), [{ noun: 'rooms', number: 1, version: 1 }]);
  await restoreRecords(system, event, editId as string);
  assert.deepEqual(await tombstonesOf(event.eventId), []);
  assert.deepEqual(await versionsOf('rooms', event.eventId), [{ number: 1, version: 2 }]);

  await updateRooms(system, event, { remove: [1] });
  const days = (count: number) => ({ ...system, now: Date.now() + count * 86_400_000 });
  await discardTombstones(days(29));
  assert.deepEqual(await tombstonesOf(event.eventId), [{ noun: 'rooms', number: 1, version: 2 }]);
  await discardTombstones(days(31));
  assert.deepEqual(await tombstonesOf(event.eventId), []);
});

test('a sale changes no version of a quota, its organiser does', async () => {
  const event = await makeEvent(system, await makeOrganizer(system), { published: true });
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 5 });
  const before = await versionsOf('quotas', event.eventId);
  await db.updateTable('quotas').set({ held: 1 }).where('eventId', '=', event.eventId).execute();
  assert.deepEqual(await versionsOf('quotas', event.eventId), before);
  await updateTicketType(system, event, { number: 1, change: { quantity: 6 } });
  assert.deepEqual(
    (await versionsOf('quotas', event.eventId)).map(({ version }) => version),
    before.map(({ version }) => version + 1),
  );
});

test('what has rows of its own counts for its record: for whom a code, a tax or a quota is, how many, who speaks', async () => {
  const event = await makeEvent(system, await makeOrganizer(system), { published: true });
  const { eventId } = event;
  await createTicketType(system, event, { ...BLANK_TICKET, name: 'Seat', kind: 'free', quantity: 5 });
  const type = await db.selectFrom('ticketTypes').select('id').where('eventId', '=', eventId).executeTakeFirstOrThrow();
  const own = { eventId, number: 9 };
  const owners = {
    accessCodes: await db
      .insertInto('accessCodes')
      .values({ ...own, code: 'LAMP' })
      .returning('id')
      .executeTakeFirstOrThrow(),
    discountCodes: await db
      .insertInto('discountCodes')
      .values({ ...own, code: 'WICK', kind: 'percent', percentBp: 500, forAll: false })
      .returning('id')
      .executeTakeFirstOrThrow(),
    taxRates: await db
      .insertInto('taxRates')
      .values({ ...own, name: 'VAT', rateBp: 700 })
      .returning('id')
      .executeTakeFirstOrThrow(),
    quotas: await db
      .insertInto('quotas')
      .values({ ...own, name: 'Hall', size: 3 })
      .returning('id')
      .executeTakeFirstOrThrow(),
  };
  // Stamped in an earlier transaction than what follows.
  const versions = async (): Promise<number[]> => {
    const found = (Object.keys(owners) as (keyof typeof owners)[]).map((table) =>
      db.selectFrom(table).select('version').where('id', '=', owners[table].id).executeTakeFirstOrThrow(),
    );
    return (await Promise.all(found)).map(({ version }) => version);
  };
  assert.deepEqual(await versions(), [1, 1, 1, 1]);
  const typeId = { ticketTypeId: type.id };
  await db
    .insertInto('accessCodeTicketTypes')
    .values({ accessCodeId: owners.accessCodes.id, ...typeId })
    .execute();
  await db
    .insertInto('discountCodeTicketTypes')
    .values({ discountCodeId: owners.discountCodes.id, ...typeId })
    .execute();
  await db
    .insertInto('ticketTypeTaxRates')
    .values({ taxRateId: owners.taxRates.id, ...typeId })
    .execute();
  await db
    .insertInto('quotaTicketTypes')
    .values({ quotaId: owners.quotas.id, ...typeId })
    .execute();
  assert.deepEqual(await versions(), [2, 2, 2, 2]);
  await db.deleteFrom('accessCodeTicketTypes').where('accessCodeId', '=', owners.accessCodes.id).execute();
  await db.deleteFrom('quotaTicketTypes').where('quotaId', '=', owners.quotas.id).execute();
  assert.deepEqual(await versions(), [3, 2, 2, 3]);

  const before = await versionsOf('ticketTypes', eventId);
  await updateTicketType(system, event, { number: 1, change: { quantity: 6 } });
  const [after] = await versionsOf('ticketTypes', eventId);
  assert.equal((after?.version ?? 0) > (before[0]?.version ?? 0), true);

  await addProgramme(system, event, 1);
  const [session] = await versionsOf('sessions', eventId);
  await updateSpeakers({ ...system, now: system.now + 60_000 }, event, { remove: [1] });
  assert.deepEqual(await versionsOf('sessions', eventId), [{ number: 1, version: (session?.version ?? 0) + 1 }]);
});

test('nothing is left of an event that goes as a whole', async () => {
  const event = await makeEvent(system, await makeOrganizer(system));
  await updateRooms(system, event, { create: [{ name: 'Hall', floor: '', capacity: null }] });
  await db.deleteFrom('events').where('id', '=', event.eventId).execute();
  assert.deepEqual(await tombstonesOf(event.eventId), []);
});
