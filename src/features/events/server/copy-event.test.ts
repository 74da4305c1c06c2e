import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import '#entry/features.ts';
import { systemEventScope, type EventScope } from '#features/events/server/policy.ts';
import { discardAllMedia } from '#features/media/server/discard-media.ts';
import { writeMedia } from '#features/media/server/write-media.ts';
import { isoWithOffset, parseIso } from '#platform/time.ts';
import { addProgramme, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { COPY_PARTS } from '../event-copy.ts';
import { copyEvent } from './copy-event.ts';
import { createSeries } from './create-series.ts';
import { deleteEvent } from './delete-event.ts';
import { purgeEvent } from './purge-event.ts';
import { updateEvent } from './write-event.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const ZONE = 'Europe/Lisbon';
const at = (text: string): number => (parseIso(text, ZONE) as { at: number }).at;

const eventOf = ({ eventId }: EventScope) =>
  db.selectFrom('events').selectAll().where('id', '=', eventId).executeTakeFirstOrThrow();
const namesOf = async (table: 'rooms' | 'tracks' | 'sessionTypes' | 'sponsors' | 'speakers', { eventId }: EventScope) =>
  (await db.selectFrom(table).select('name').where('eventId', '=', eventId).orderBy('number').execute()).map(
    ({ name }) => name,
  );
const sessionsOf = ({ eventId }: EventScope) =>
  db.selectFrom('sessions').selectAll().where('eventId', '=', eventId).orderBy('number').execute();
const mediaOf = ({ eventId }: EventScope) =>
  db.selectFrom('media').select(['id', 'storageKey']).where('eventId', '=', eventId).orderBy('id').execute();
const discarded = async (): Promise<string[]> => {
  const jobs = await db.deleteFrom('jobs').where('queue', '=', 'discard_objects').returning('payload').execute();
  return jobs.flatMap(({ payload }) => (payload as { keys: string[] }).keys).sort();
};
const file = (storageKey: string) => ({
  storageKey,
  url: null,
  fileName: 'a.png',
  contentType: 'image/png',
  bytes: 1,
  sha256: 'ab'.repeat(32),
});

/** An event of the Saturday before summer time, with pictures everywhere. */
async function prepare(): Promise<EventScope> {
  const event = await makeEvent(system, organizer, {
    name: 'Kite Days',
    startsAt: new Date(at('2027-03-20T10:00')),
    endsAt: new Date(at('2027-03-21T17:00')),
    city: 'Lisbon',
    hue: 77,
    brandColor: '#0b6e4f',
    currency: 'CHF',
  });
  await addProgramme(system, event, 3);
  const key = event.slug;
  const [logo, header, sponsor, photo, picture, slides] = await writeMedia(
    system,
    event,
    ['logo', 'header', 'sponsor', 'photo', 'picture', 'slides'].map((name) => file(`media/${key}-${name}`)),
  );
  const call = { announcement: 'Talk to us', startsAt: at('2027-01-01T00:00'), endsAt: at('2027-02-01T12:00') };
  await updateEvent(system, event, {
    logoId: logo as number,
    headerId: header as number,
    sourceKey: 'kites',
    callForSpeakers: JSON.stringify(call),
    socialLinks: JSON.stringify([{ title: 'Chat', url: 'https://chat.example' }]),
  });
  const of = <T extends 'sponsors' | 'speakers' | 'sessions'>(table: T, values: object) =>
    db
      .updateTable(table as 'sessions')
      .set(values)
      .where('eventId', '=', event.eventId)
      .where('number', '=', 1)
      .execute();
  await of('sponsors', { logoId: sponsor });
  await of('speakers', { photoId: photo });
  await of('sessions', {
    pictureId: picture,
    slidesId: slides,
    startsAt: new Date(at('2027-03-20T11:00')),
    endsAt: new Date(at('2027-03-20T12:00')),
  });
  await db
    .insertInto('mediaVariants')
    .values({
      mediaId: logo as number,
      name: 'logo',
      format: 'webp',
      width: 1,
      height: 1,
      contentType: 'image/webp',
      bytes: 1,
      storageKey: `variants/${key}`,
    })
    .execute();
  return event;
}

describe('a copy of an event', () => {
  test('with everything has its own of everything, moved by clock time across summer time', async () => {
    const event = await prepare();
    await db
      .updateTable('sessions')
      .set({ state: 'withdrawn' })
      .where('eventId', '=', event.eventId)
      .where('number', '=', 3)
      .execute();
    const before = await eventOf(event);
    const copy = await copyEvent(system, event, organizer, {
      name: ' Kite Days 2028 ',
      startsAt: at('2027-04-10T10:00'),
      parts: COPY_PARTS,
    });
    const row = await eventOf(copy);
    const { slug, name, state, city, hue, brandColor, currency, sourceKey, seriesId, startsAt, endsAt, socialLinks } =
      row;
    assert.deepEqual(
      { slug, name, state, city, hue, brandColor, currency, sourceKey, seriesId },
      {
        slug: 'kite-days-2028',
        name: 'Kite Days 2028',
        state: 'draft',
        city: 'Lisbon',
        hue: 77,
        brandColor: '#0b6e4f',
        currency: 'CHF',
        sourceKey: '',
        seriesId: null,
      },
    );
    assert.deepEqual(
      [isoWithOffset(startsAt, ZONE), isoWithOffset(endsAt, ZONE)],
      ['2027-04-10T10:00:00+01:00', '2027-04-11T17:00:00+01:00'],
    );
    assert.deepEqual(row.callForSpeakers, {
      announcement: 'Talk to us',
      startsAt: at('2027-01-22T00:00'),
      endsAt: at('2027-02-22T12:00'),
    });
    assert.deepEqual(socialLinks, [{ title: 'Chat', url: 'https://chat.example' }]);
    for (const table of ['rooms', 'tracks', 'sessionTypes', 'sponsors', 'speakers'] as const)
      assert.deepEqual(await namesOf(table, copy), await namesOf(table, event), table);

    const [old, fresh] = [await sessionsOf(event), await sessionsOf(copy)];
    assert.deepEqual(
      fresh.map(({ number, title }) => [number, title]),
      [
        [1, 'Session 1'],
        [2, 'Session 2'],
      ],
    );
    assert.equal(isoWithOffset(fresh[0]?.startsAt as number, ZONE), '2027-04-10T11:00:00+01:00');
    const ids = (sessions: typeof old) =>
      sessions.flatMap((session) =>
        (['guid', 'uid', 'roomId', 'trackId', 'sessionTypeId', 'pictureId'] as const).flatMap((key) =>
          session[key] === null ? [] : [`${key} ${session[key]}`],
        ),
      );
    assert.deepEqual([ids(old).filter((id) => ids(fresh).includes(id)), fresh[0]?.slidesId], [[], null]);
    const roomIds = await db
      .selectFrom('rooms')
      .select('id')
      .where('eventId', '=', copy.eventId)
      .orderBy('number')
      .execute();
    assert.deepEqual(
      fresh.map(({ roomId }) => roomId),
      roomIds.slice(0, 2).map(({ id }) => id),
    );
    const speaking = await db
      .selectFrom('sessionSpeakers')
      .innerJoin('speakers', 'speakers.id', 'sessionSpeakers.speakerId')
      .select(['speakers.name', 'speakers.eventId'])
      .where(
        'sessionId',
        'in',
        fresh.map(({ id }) => id),
      )
      .orderBy('speakers.number')
      .execute();
    assert.deepEqual(speaking, [
      { name: 'Speaker 1', eventId: copy.eventId },
      { name: 'Speaker 2', eventId: copy.eventId },
    ]);

    const media = await mediaOf(copy);
    assert.deepEqual(
      media.map(({ storageKey }) => storageKey),
      ['logo', 'header', 'sponsor', 'photo', 'picture'].map((what) => `media/${event.slug}-${what}`),
    );
    assert.deepEqual([row.logoId, row.headerId, fresh[0]?.pictureId], [media[0]?.id, media[1]?.id, media[4]?.id]);
    assert.deepEqual(
      await db
        .selectFrom('mediaVariants')
        .select(['mediaId', 'storageKey'])
        .where('mediaId', '=', media[0]?.id as number)
        .execute(),
      [{ mediaId: media[0]?.id, storageKey: `variants/${event.slug}` }],
    );
    assert.deepEqual({ ...(await eventOf(event)), version: 0, updatedAt: 0 }, { ...before, version: 0, updatedAt: 0 });
  });

  test('with nothing has the rooms, tracks and types only', async () => {
    const event = await prepare();
    const copy = await copyEvent(system, event, organizer, {
      name: 'Bare',
      startsAt: at('2028-03-20T10:00'),
      parts: [],
    });
    const row = await eventOf(copy);
    assert.deepEqual(
      [
        await namesOf('rooms', copy),
        await namesOf('sponsors', copy),
        await namesOf('speakers', copy),
        await sessionsOf(copy),
        await mediaOf(copy),
      ],
      [['Hall 1', 'Hall 2', 'Hall 3'], [], [], [], []],
    );
    assert.deepEqual([row.logoId, row.headerId], [null, null]);
  });

  test('without pictures has sessions and sponsors without them', async () => {
    const event = await prepare();
    const copy = await copyEvent(system, event, organizer, {
      name: 'Blind',
      startsAt: at('2028-03-20T10:00'),
      parts: ['sessions', 'sponsors'],
    });
    assert.deepEqual(
      [(await sessionsOf(copy)).map(({ pictureId }) => pictureId), await namesOf('sponsors', copy)],
      [
        [null, null, null],
        ['Sponsor 1', 'Sponsor 2', 'Sponsor 3'],
      ],
    );
  });

  test('shares the bytes of its pictures: they go when the last event that shows them goes', async () => {
    const event = await prepare();
    const copy = await copyEvent(system, event, organizer, {
      name: 'Sharing',
      startsAt: at('2028-03-20T10:00'),
      parts: ['pictures'],
    });
    await discarded();
    await deleteEvent(system, event);
    await purgeEvent(system, organizer, { slug: event.slug });
    assert.deepEqual(await discarded(), [`media/${event.slug}-slides`]);
    assert.equal((await mediaOf(copy)).length, 5);
    await discardAllMedia(system, await systemEventScope(system, copy.eventId));
    assert.deepEqual(await discarded(), [
      ...['header', 'logo', 'photo', 'picture', 'sponsor'].map((what) => `media/${event.slug}-${what}`),
      `variants/${event.slug}`,
    ]);
  });

  test('is not made into another organizer, under no name, or of an event in the bin', async () => {
    const event = await prepare();
    const stranger = await makeOrganizer(system);
    const input = { name: 'Taken', startsAt: at('2028-03-20T10:00'), parts: [] };
    await assert.rejects(copyEvent(system, event, stranger, input), { name: 'NotFound' });
    await assert.rejects(copyEvent(system, event, organizer, { ...input, name: ' ' }), { name: 'Invalid' });
    await deleteEvent(system, event);
    await assert.rejects(copyEvent(system, event, organizer, input), { name: 'NotFound' });
    assert.equal(await db.selectFrom('events').select('id').where('name', '=', 'Taken').executeTakeFirst(), undefined);
  });
});

describe('a series', () => {
  test('is made of drafts at the same time of day, the first one among them', async () => {
    const event = await prepare();
    const { version } = await eventOf(event);
    assert.equal(
      await createSeries(system, event, organizer, { rule: { rhythm: 'weekly', every: 1, count: 4 }, parts: [] }),
      3,
    );
    assert.equal((await eventOf(event)).version, version + 1);
    const rows = await db
      .selectFrom('events')
      .select(['name', 'slug', 'state', 'startsAt', 'endsAt'])
      .where('seriesId', '=', event.eventId)
      .orderBy('startsAt')
      .execute();
    assert.deepEqual(
      rows.map(({ startsAt }) => isoWithOffset(startsAt, ZONE)),
      [
        '2027-03-20T10:00:00+00:00',
        '2027-03-27T10:00:00+00:00',
        '2027-04-03T10:00:00+01:00',
        '2027-04-10T10:00:00+01:00',
      ],
    );
    assert.deepEqual(
      rows.map(({ state, name }) => `${state} ${name}`),
      ['published Kite Days', 'draft Kite Days', 'draft Kite Days', 'draft Kite Days'],
    );
    assert.deepEqual(
      rows.slice(1).map(({ slug }) => slug),
      ['kite-days-2027-03-27', 'kite-days-2027-04-03', 'kite-days-2027-04-10'],
    );
    await assert.rejects(
      createSeries(system, event, organizer, { rule: { rhythm: 'weekly', every: 1, count: 2 }, parts: [] }),
      { name: 'Conflict', code: 'in_series' },
    );
  });

  test('of fifty-two is made at once', async () => {
    const event = await prepare();
    assert.equal(
      await createSeries(system, event, organizer, {
        rule: { rhythm: 'monthly', every: 1, count: 52 },
        parts: ['pictures'],
      }),
      51,
    );
    const { n } = await db
      .selectFrom('events')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('seriesId', '=', event.eventId)
      .executeTakeFirstOrThrow();
    assert.equal(Number(n), 52);
  });

  const wrong: [what: string, rule: object, where: string][] = [
    ['fifty-three', { count: 53 }, 'count'],
    ['one', { count: 1 }, 'count'],
    ['a broken number', { every: 1.5 }, 'every'],
    ['no weeks', { every: 0 }, 'every'],
    ['another rhythm', { rhythm: 'hourly' }, 'rhythm'],
  ];
  for (const [what, rule, where] of wrong) {
    test(`of ${what} is refused and leaves nothing`, async () => {
      const event = await makeEvent(system, organizer);
      const made = createSeries(system, event, organizer, {
        rule: { rhythm: 'weekly', every: 1, count: 2, ...rule } as never,
        parts: [],
      });
      await assert.rejects(
        made,
        (error: Error & { problems: { where: string }[] }) =>
          error.name === 'Invalid' && error.problems[0]?.where === where,
      );
      assert.equal((await eventOf(event)).seriesId, null);
    });
  }

  test('is not made by another organizer', async () => {
    const event = await makeEvent(system, organizer);
    await assert.rejects(
      createSeries(system, event, await makeOrganizer(system), {
        rule: { rhythm: 'weekly', every: 1, count: 2 },
        parts: [],
      }),
      { name: 'NotFound' },
    );
    assert.equal((await eventOf(event)).seriesId, null);
  });
});
