import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { problem } from '#platform/errors.ts';
import { addAccessCodes, addTickets, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { listEntries } from '#testing/records.ts';
import { createTestDatabase } from '#testing/database.ts';
import { createQuota } from './create-quota.ts';
import { createTicketType } from './create-ticket-type.ts';
import { deleteQuota } from './delete-quota.ts';
import { deleteTicketType } from './delete-ticket-type.ts';
import { findUnlocked, getQuota, listQuotas, listShop } from './queries.ts';
import { readAccessCode } from './read-access-code.ts';
import { updateAccessCodes } from './update-access-codes.ts';
import { updateQuota } from './update-quota.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);

/** An event with three free ticket types, 1 to 3; the third asks for a code. */
async function prepare(): Promise<EventScope> {
  const event = await makeEvent(system, organizer);
  for (const number of [1, 2, 3])
    await createTicketType(system, event, {
      ...BLANK_TICKET,
      name: `T${number}`,
      kind: 'free',
      visibility: number === 3 ? 'code' : 'public',
      quantity: number === 1 ? 5 : null,
    });
  return event;
}

const leftOf = async (event: EventScope) => (await listShop(system, event)).map(({ ticket }) => ticket?.left);
const lastEntry = async ({ eventId }: EventScope) =>
  db
    .selectFrom('auditEntries')
    .select(['action', 'subject', 'before', 'after'])
    .where('eventId', '=', eventId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();

describe('a shared quota', () => {
  test('limits all its ticket types, and the tightest limit counts', async () => {
    const event = await prepare();
    assert.deepEqual(await leftOf(event), [5, null, null]);
    const { number } = await createQuota(system, event, { name: 'Hall', size: 20, types: [1, 2] });
    assert.deepEqual(
      [await leftOf(event), await listQuotas(system, event)],
      [[5, 20, null], [{ number, name: 'Hall', size: 20, types: [1, 2] }]],
    );
    await updateQuota(system, event, { number, change: { size: 3 } });
    assert.deepEqual(await leftOf(event), [3, 3, null]);
    await updateQuota(system, event, { number, change: { size: null, types: [2, 3] } });
    assert.deepEqual(await leftOf(event), [5, null, null]);
    assert.deepEqual(await lastEntry(event), {
      action: 'quota.update',
      subject: `quota ${number}: Hall`,
      before: { size: 3, types: ['T1', 'T2'] },
      after: { size: null, types: ['T2', 'T3'] },
    });
    await updateQuota(system, event, { number, change: { size: 0 } });
    await deleteQuota(system, event, { number });
    assert.deepEqual([await leftOf(event), await listQuotas(system, event)], [[5, null, null], []]);
  });

  test('goes on without a ticket type that is deleted', async () => {
    const event = await prepare();
    const { number } = await createQuota(system, event, { name: 'Hall', size: 20, types: [1, 2] });
    await deleteTicketType(system, event, { number: 1 });
    assert.deepEqual((await getQuota(system, event, number)).types, [2]);
  });

  test('does not take ticket types of another event, nor the quantity of one ticket type for a shared one', async () => {
    const [event, other] = [await prepare(), await makeEvent(system, await makeOrganizer(system))];
    await addTickets(system, other, 2);
    const before = await listQuotas(system, other);
    await assert.rejects(createQuota(system, event, { name: 'Hall', size: 20, types: [9] }), { name: 'Invalid' });
    await createQuota(system, event, { name: 'Hall', size: 20, types: [1] });
    const own = await db
      .selectFrom('quotas')
      .select('number')
      .where('eventId', '=', event.eventId)
      .where('ownTicketTypeId', 'is not', null)
      .executeTakeFirstOrThrow();
    await assert.rejects(deleteQuota(system, event, { number: own.number }), { name: 'NotFound' });
    await assert.rejects(updateQuota(system, event, { number: 99, change: { size: 1 } }), { name: 'NotFound' });
    const empty = await makeEvent(system, organizer);
    await assert.rejects(updateQuota(system, empty, { number: before[0]?.number as number, change: { size: 1 } }), {
      name: 'NotFound',
    });
    await assert.rejects(deleteQuota(system, empty, { number: before[0]?.number as number }), { name: 'NotFound' });
    assert.deepEqual([await listQuotas(system, other), await leftOf(event)], [before, [5, null, null]]);
  });
});

describe('an access code', () => {
  test('shows its ticket types where they ask for a code, in its event only', async () => {
    const [event, other] = [await prepare(), await prepare()];
    const { numbers } = await addAccessCodes(system, event, {
      codes: ['LANTERN', 'HARBOUR'],
      types: [1, 3],
    });
    assert.deepEqual(
      [numbers, await findUnlocked(system, event, 'LANTERN'), await findUnlocked(system, other, 'LANTERN')],
      [[1, 2], [3], []],
    );
    await updateAccessCodes(system, event, { change: [{ number: 1, values: { code: 'LAMP' } }] });
    assert.deepEqual(
      [await findUnlocked(system, event, 'LANTERN'), await findUnlocked(system, event, 'LAMP')],
      [[], [3]],
    );
    await updateAccessCodes(system, event, { change: [{ number: 1, values: { types: [1] } }] });
    assert.deepEqual(
      [await findUnlocked(system, event, 'LAMP'), (await listEntries(system, event, 'codes'))[1]?.types],
      [[], '1'],
    );
    await updateAccessCodes(system, event, { remove: [2] });
    assert.deepEqual(
      (await listEntries(system, event, 'codes')).map(({ code }) => code),
      ['LAMP'],
    );
    await assert.rejects(updateAccessCodes(system, other, { change: [{ number: 1, values: { code: 'MINE' } }] }), {
      name: 'NotFound',
    });
    await assert.rejects(updateAccessCodes(system, other, { remove: [1] }), { name: 'NotFound' });
    await assert.rejects(addAccessCodes(system, other, { codes: ['FOREIGN'], types: [9] }), { name: 'Invalid' });
    assert.deepEqual(
      [(await listEntries(system, event, 'codes')).length, await listEntries(system, other, 'codes')],
      [1, []],
    );
  });

  test('exists once in an event, and is not told to the record of changes', async () => {
    const event = await prepare();
    await addAccessCodes(system, event, { codes: ['LANTERN', 'HARBOUR'], types: [3] });
    await assert.rejects(addAccessCodes(system, event, { codes: ['NEW', 'LANTERN'], types: [] }), {
      name: 'Invalid',
      problems: [problem('code', 'field.other_codes', { codes: 'LANTERN' })],
    });
    await assert.rejects(updateAccessCodes(system, event, { change: [{ number: 2, values: { code: 'LANTERN' } }] }), {
      name: 'Invalid',
    });
    await updateAccessCodes(system, event, { change: [{ number: 2, values: { code: 'SECRET-NEW' } }] });
    const entries = await db.selectFrom('auditEntries').selectAll().where('eventId', '=', event.eventId).execute();
    assert.doesNotMatch(JSON.stringify(entries), /LANTERN|HARBOUR|SECRET-NEW/);
    assert.equal((await listEntries(system, event, 'codes')).length, 2);
  });

  test('is read however it is written; every try counts, and the limit is one visitor’s own', async () => {
    const event = await prepare();
    await addAccessCodes(system, event, { codes: ['LANTERN'], types: [3] });
    const read = (typed: string, visitor = '203.0.113.7') =>
      readAccessCode(system, event, { typed, visitor: () => visitor });
    assert.deepEqual(
      [await read(''), await read(' lan tern '), await read("x' or 1=1")],
      [
        { state: 'none', unlocked: [], waitSeconds: 0 },
        { state: 'works', unlocked: [3], waitSeconds: 0 },
        { state: 'unknown', unlocked: [], waitSeconds: 0 },
      ],
    );
    for (let attempt = 2; attempt < 60; attempt += 1) await read(`GUESS-${attempt}`);
    const late = await read('LANTERN');
    assert.deepEqual([late.state, late.unlocked, late.waitSeconds > 0], ['too-often', [], true]);
    assert.equal((await read('LANTERN', '203.0.113.8')).state, 'works');
    // Whoever has one address of a network of IPv6 has billions more to guess from.
    for (let attempt = 0; attempt < 60; attempt += 1)
      await read(`GUESS-${attempt}`, `2001:db8:0:7::${attempt.toString(16)}`);
    assert.deepEqual(
      [(await read('LANTERN', '2001:db8:0:7:ffff::1')).state, (await read('LANTERN', '2001:db8:0:8::1')).state],
      ['too-often', 'works'],
    );
  });
});
