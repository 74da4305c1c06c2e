import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { hueOf } from '../event.ts';
import type { EventScope } from './policy.ts';
import { getEvent } from './queries.ts';
import { eventJsonModified } from './signals.ts';
import { updateEvent } from './write-event.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);

const heard: [number, string][] = [];
eventJsonModified.now('test_hears', (_ctx, { eventId, change }) => void heard.push([eventId, change]));
const changesOf = ({ eventId }: EventScope): string[] =>
  heard.filter(([id]) => id === eventId).map(([, change]) => change);

describe('creating an event', () => {
  test('gives it the next free address and a hue that follows from it, and announces once', async () => {
    const made = [];
    for (let i = 0; i < 3; i += 1)
      made.push(await makeEvent(system, organizer, { name: 'Harbour Lights', published: false }));
    assert.deepEqual(
      made.map(({ slug }) => slug),
      ['harbour-lights', 'harbour-lights-2', 'harbour-lights-3'],
    );
    const hues = await db
      .selectFrom('events')
      .select(['hue', 'state'])
      .where('slug', 'like', 'harbour-lights%')
      .orderBy('id')
      .execute();
    assert.deepEqual(
      hues,
      made.map(({ slug }) => ({ hue: hueOf(slug), state: 'draft' })),
    );
    assert.deepEqual(made.map(changesOf), [['created'], ['created'], ['created']]);
  });

  test('of a longer name does not count as taken, and a name without letters becomes "event"', async () => {
    await makeEvent(system, organizer, { name: 'Glow worm' });
    assert.equal((await makeEvent(system, organizer, { name: 'Glow' })).slug, 'glow');
    assert.equal((await makeEvent(system, organizer, { name: 'فوانيس' })).slug, 'event');
    assert.equal((await makeEvent(system, organizer, { name: '!!!' })).slug, 'event-2');
  });

  test('by many at the same moment gives each an address of its own', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => makeEvent(system, organizer, { name: 'Rush' })));
    assert.deepEqual(made.map(({ slug }) => slug).sort(), ['rush', 'rush-2', 'rush-3', 'rush-4', 'rush-5']);
  });

  test('that ends before it starts leaves nothing', async () => {
    await assert.rejects(makeEvent(system, organizer, { name: 'Backwards', endsAt: new Date(DAY - 1) }));
    assert.equal(
      await db.selectFrom('events').select('id').where('slug', '=', 'backwards').executeTakeFirst(),
      undefined,
    );
  });
});

describe('changing an event', () => {
  const change = {
    name: 'Renamed',
    latitude: 38.7,
    socialLinks: JSON.stringify([{ title: 'Chat', url: 'https://chat.example' }]),
    copyright: null,
    startsAt: new Date(DAY),
  };

  test('changes what is given, leaves the rest, and announces once', async () => {
    const event = await makeEvent(system, organizer, { city: 'Lisbon' });
    const other = await makeEvent(system, organizer);
    await updateEvent(system, event, change);
    const { name, city, latitude, socialLinks } = await getEvent(system, event);
    assert.deepEqual(
      { name, city, latitude, socialLinks },
      {
        name: 'Renamed',
        city: 'Lisbon',
        latitude: 38.7,
        socialLinks: [{ title: 'Chat', url: 'https://chat.example' }],
      },
    );
    assert.deepEqual(changesOf(event), ['created', 'published', 'updated']);
    assert.deepEqual(
      [(await getEvent(system, other)).name === 'Renamed', changesOf(other)],
      [false, ['created', 'published']],
    );
  });

  test('to what is already so writes nothing and announces nothing', async () => {
    const event = await makeEvent(system, organizer);
    await updateEvent(system, event, change);
    const row = () =>
      db
        .selectFrom('events')
        .select((eb) => eb.ref('xmin' as 'slug').as('xmin'))
        .selectAll()
        .where('id', '=', event.eventId)
        .executeTakeFirstOrThrow();
    const before = await row();
    await updateEvent(system, event, change);
    await updateEvent(system, event, {});
    assert.deepEqual([await row(), changesOf(event)], [before, ['created', 'published', 'updated']]);
  });
});
