import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { publishEvent, unpublishEvent } from '#features/events/server/publish-event.ts';
import { readHistoryFilter } from './inputs.ts';
import { listAuditEntries, listAuditFilters } from './queries.ts';
import { writeAuditEntry } from './write-audit-entry.ts';

const database = await createTestDatabase();
const system = database.ctx();
const all = { hiddenEvents: [] };

describe('the record', () => {
  test('tells who did what, before and after, the newest first, and of nobody else', async () => {
    const organizer = await makeOrganizer(system);
    const event = await makeEvent(system, organizer, { published: false });
    const other = await makeOrganizer(system);
    await makeEvent(system, other);
    const mira = await makeUser(system, { organizer, role: 'owner' });
    const administrator = await makeUser(system, undefined, true);
    await publishEvent(database.ctx(mira), event);
    await unpublishEvent(database.ctx(administrator), event);
    const { entries, more } = await listAuditEntries(
      system,
      { organizerId: organizer.organizerId, eventId: event.eventId },
      all,
    );
    assert.deepEqual(
      entries.map(({ actor, action, asAdministrator }) => [actor, action, asAdministrator]),
      [
        [administrator.name, 'event.unpublish', true],
        [mira.name, 'event.publish', false],
      ],
    );
    assert.equal(more, undefined);
    assert.deepEqual(
      entries.every((entry) => entry.event?.slug === event.slug),
      true,
    );
  });

  test('is read page by page, and by person and kind', async () => {
    const { organizerId } = await makeOrganizer(system);
    const place = { organizerId };
    const [mira, otis] = [await makeUser(system), await makeUser(system)];
    for (let i = 1; i <= 5; i += 1)
      await writeAuditEntry(database.ctx(i % 2 ? mira : otis), {
        organizerId,
        action: i < 4 ? 'room.update' : 'track.create',
        subject: `thing ${i}`,
      });
    const subjects = async (filter: object) =>
      (await listAuditEntries(system, place, { ...all, ...filter })).entries.map(({ subject }) => subject);
    const first = await listAuditEntries(system, place, { ...all, limit: 2 });
    assert.deepEqual(
      first.entries.map(({ subject }) => subject),
      ['thing 5', 'thing 4'],
    );
    assert.deepEqual(await subjects({ limit: 2, before: first.more }), ['thing 3', 'thing 2']);
    assert.deepEqual(await subjects({ by: otis.userId }), ['thing 4', 'thing 2']);
    assert.deepEqual(await subjects({ kind: 'track', by: mira.userId }), ['thing 5']);
    assert.deepEqual((await subjects({ by: 'other' })).length, 1);
    const filters = await listAuditFilters(system, place, all);
    assert.deepEqual(
      [filters.people.map(({ id }) => id).sort(), filters.kinds],
      [[mira.userId, otis.userId].sort(), ['organizer', 'room', 'track']],
    );
  });

  test('leaves out the events that its reader is not to know of', async () => {
    const organizer = await makeOrganizer(system);
    const [open, hidden] = [await makeEvent(system, organizer), await makeEvent(system, organizer)];
    const { entries } = await listAuditEntries(
      system,
      { organizerId: organizer.organizerId },
      { hiddenEvents: [hidden.eventId] },
    );
    assert.deepEqual([...new Set(entries.map(({ event }) => event?.slug))].sort(), [open.slug, undefined].sort());
  });

  test('asks as often for three entries as for one', async () => {
    const { organizerId } = await makeOrganizer(system);
    const one = await countStatements(() => listAuditEntries(system, { organizerId }, all));
    for (let i = 0; i < 2; i += 1)
      await writeAuditEntry(system, { organizerId, action: 'room.create', subject: 'room' });
    assert.equal(await countStatements(() => listAuditEntries(system, { organizerId }, all)), one);
  });
});

test('what an address asks for is taken only where it makes sense', () => {
  const read = (query: string) => readHistoryFilter(new URLSearchParams(query));
  assert.deepEqual(read('by=other&kind=room&before=12'), { by: 'other', kind: 'room', before: 12 });
  assert.deepEqual(read('kind=session+type'), { kind: 'session type' });
  assert.deepEqual(read("by=nobody&kind=a'b&before=-1"), {});
});
