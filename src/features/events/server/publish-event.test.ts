import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { authorisePublicEvent, type EventScope } from './policy.ts';
import { publishEvent, unpublishEvent } from './publish-event.ts';
import { getEvent } from './queries.ts';
import { eventJsonModified } from './signals.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);

const heard: [number, string][] = [];
eventJsonModified.now('test_hears', (_ctx, { eventId, change }) => void heard.push([eventId, change]));
const changesOf = ({ eventId }: EventScope): string[] =>
  heard.filter(([id]) => id === eventId).map(([, change]) => change);
const setState = (event: EventScope, state: string) =>
  db.updateTable('events').set({ state }).where('id', '=', event.eventId).execute();

describe('publishing', () => {
  test('shows it and announces once, however often it is asked', async () => {
    const event = await makeEvent(system, organizer, { published: false });
    for (let i = 0; i < 3; i += 1) await publishEvent(system, event);
    assert.deepEqual(changesOf(event), ['created', 'published']);
    const row = await db
      .selectFrom('events')
      .select(['state', 'publishedAt'])
      .where('id', '=', event.eventId)
      .executeTakeFirstOrThrow();
    assert.deepEqual(row, { state: 'published', publishedAt: system.now });
  });

  test('is taken back the same way', async () => {
    const event = await makeEvent(system, organizer);
    for (let i = 0; i < 3; i += 1) await unpublishEvent(system, event);
    assert.deepEqual(changesOf(event), ['created', 'published', 'unpublished']);
    await assert.rejects(authorisePublicEvent(database.ctx({ kind: 'nobody' }), event.slug), { name: 'NotFound' });
  });

  test('is not taken back from a cancelled event, which would forget that it is off', async () => {
    const event = await makeEvent(system, organizer);
    await setState(event, 'cancelled');
    await assert.rejects(unpublishEvent(system, event), { name: 'Conflict', code: 'event_cancelled' });
    assert.deepEqual(
      [(await getEvent(system, event)).state, changesOf(event)],
      ['cancelled', ['created', 'published']],
    );
  });

  test('does not bring a cancelled event back', async () => {
    const event = await makeEvent(system, organizer);
    await setState(event, 'cancelled');
    await publishEvent(system, event);
    assert.deepEqual(
      [(await getEvent(system, event)).state, changesOf(event)],
      ['cancelled', ['created', 'published']],
    );
  });
});
