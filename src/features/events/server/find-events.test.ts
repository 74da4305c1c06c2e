import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addProgramme, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { cancelEvent } from './cancel-event.ts';
import { createSeries } from './create-series.ts';
import { deleteEvent } from './delete-event.ts';
import { findEvents } from './find-events.ts';
import type { EventScope } from './policy.ts';
import { publishEvent } from './publish-event.ts';
import { listOtherDates } from './queries.ts';
import { getEventLife, listBin } from './load-managed-event.ts';

const WEEK = 7 * 24 * 3_600_000;
const START = Date.parse('2027-05-08T08:00:00Z');
const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const event = (organizer: Awaited<ReturnType<typeof makeOrganizer>>, name: string, weeks: number, more = {}) =>
  makeEvent(system, organizer, {
    name,
    startsAt: new Date(START + weeks * WEEK),
    endsAt: new Date(START + weeks * WEEK + 3_600_000),
    ...more,
  });
const names = (found: { events: { name: string }[] }): string[] => found.events.map(({ name }) => name);

describe('finding events', () => {
  test('by words, state and page, those of this organizer only', async () => {
    const [ours, other] = [await makeOrganizer(system), await makeOrganizer(system)];
    await event(other, 'Kites of others', 1);
    await event(ours, 'Kite Days', 1, { city: 'Porto' });
    await event(ours, 'Lantern 100% Walk', 2, { published: false });
    await cancelEvent(system, await event(ours, 'Boat Fair', 3), { note: '' });
    await deleteEvent(system, await event(ours, 'Kite Bin', 4));
    assert.deepEqual(names(await findEvents(system, ours)), ['Boat Fair', 'Lantern 100% Walk', 'Kite Days']);
    assert.deepEqual(names(await findEvents(system, ours, { q: 'kite' })), ['Kite Days']);
    assert.deepEqual(names(await findEvents(system, ours, { q: 'porto' })), ['Kite Days']);
    assert.deepEqual(names(await findEvents(system, ours, { q: '0%' })), ['Lantern 100% Walk']);
    assert.deepEqual(names(await findEvents(system, ours, { q: '_' })), []);
    for (const [state, name] of [
      ['draft', 'Lantern 100% Walk'],
      ['published', 'Kite Days'],
      ['cancelled', 'Boat Fair'],
    ] as const)
      assert.deepEqual(names(await findEvents(system, ours, { state })), [name]);
    const first = await findEvents(system, ours, { limit: 2 });
    const second = await findEvents(system, ours, { limit: 2, after: first.next });
    assert.deepEqual(
      [names(first), names(second), second.next],
      [['Boat Fair', 'Lantern 100% Walk'], ['Kite Days'], ''],
    );
    assert.deepEqual(names(await findEvents(system, ours, { after: 'nonsense' })).length, 3);
  });

  test('pages over events that begin at the same moment without losing one', async () => {
    const ours = await makeOrganizer(system);
    for (const name of ['One', 'Two', 'Three', 'Four', 'Five']) await event(ours, name, 1);
    const seen: string[] = [];
    for (let after = '', i = 0; i === 0 || after; i += 1) {
      const found = await findEvents(system, ours, { limit: 2, after });
      seen.push(...names(found));
      after = found.next;
    }
    assert.deepEqual(seen, ['Five', 'Four', 'Three', 'Two', 'One']);
  });

  test('a series is one, by its next date, and opens to all of them', async () => {
    const ours = await makeOrganizer(system);
    const first = await event(ours, 'Meet-up', 0);
    await createSeries(system, first, ours, { rule: { rhythm: 'weekly', every: 1, count: 4 }, parts: [] });
    const at = (weeks: number) => ({ ...system, now: START + weeks * WEEK + 2 * 3_600_000 });
    for (const [weeks, date] of [
      [-9, 0],
      [0, 1],
      [2, 3],
      [9, 3],
    ] as const) {
      const { events } = await findEvents(at(weeks), ours);
      assert.deepEqual(
        events.map(({ startsAt, dates }) => [startsAt, dates]),
        [[START + date * WEEK, 4]],
        `week ${weeks}`,
      );
    }
    const opened = await findEvents(at(0), ours, { series: first.slug });
    assert.deepEqual(
      opened.events.map(({ startsAt, dates }) => [startsAt, dates]),
      [3, 2, 1, 0].map((week) => [START + week * WEEK, 1]),
    );
    assert.deepEqual(names(await findEvents(system, await makeOrganizer(system), { series: first.slug })), []);
  });

  test('costs one statement, with one event as with three', async () => {
    const ours = await makeOrganizer(system);
    const counts = [];
    for (const name of ['One', 'Two', 'Three']) {
      await addProgramme(system, await event(ours, name, 1), 2);
      counts.push(
        await countStatements(() => findEvents(system, ours)),
        await countStatements(() => listBin(system, ours)),
      );
    }
    assert.deepEqual(counts, [1, 1, 1, 1, 1, 1]);
    assert.deepEqual((await findEvents(system, ours)).events[0]?.sessions, 2);
  });

  test('shows a member who works in single events no others, in the bin either', async () => {
    const ours = await makeOrganizer(system);
    const [own, hidden, binned, hiddenBinned] = [
      await event(ours, 'Own', 1),
      await event(ours, 'Hidden', 2),
      await event(ours, 'Own, binned', 1),
      await event(ours, 'Hidden, binned', 2),
    ];
    for (const one of [binned, hiddenBinned]) await deleteEvent(system, one);
    const member = await makeUser(system, { organizer: ours, role: 'owner' });
    await db.updateTable('organizerMembers').set({ allEvents: false }).where('userId', '=', member.userId).execute();
    for (const { eventId } of [own, binned])
      await db.insertInto('eventMembers').values({ eventId, userId: member.userId, role: 'organizer' }).execute();
    assert.deepEqual(
      [
        names(await findEvents(database.ctx(member), ours)),
        (await listBin(database.ctx(member), ours)).map(({ name }) => name),
      ],
      [['Own'], ['Own, binned']],
    );
    assert.deepEqual(
      [names(await findEvents(database.ctx({ kind: 'nobody' }), ours)), hidden.organizerId],
      [[], ours.organizerId],
    );
  });
});

test('the other dates of a series that are public are shown, those to come first', async () => {
  const ours = await makeOrganizer(system);
  const first = await event(ours, 'Meet-up', 0);
  assert.deepEqual(await listOtherDates(system, first), { isInSeries: false, dates: [] });
  await createSeries(system, first, ours, { rule: { rhythm: 'weekly', every: 1, count: 5 }, parts: [] });
  const dates = await db
    .selectFrom('events')
    .select(['id as eventId', 'organizerId', 'slug'])
    .where('seriesId', '=', first.eventId)
    .orderBy('startsAt')
    .execute();
  for (const one of dates.slice(1, 4)) await publishEvent(system, one as unknown as EventScope);
  const later = { ...system, now: START + WEEK + 2 * 3_600_000 };
  assert.deepEqual(
    (await listOtherDates(later, first)).dates.map(({ startsAt }) => (startsAt - START) / WEEK),
    [2, 3, 1],
  );
  assert.deepEqual(
    (await listOtherDates(later, dates[2] as unknown as EventScope)).dates.map(
      ({ startsAt }) => (startsAt - START) / WEEK,
    ),
    [3, 1, 0],
  );
  assert.equal((await getEventLife(system, first)).inSeries, true);
});
