import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authoriseEvent } from '#features/events/server/policy.ts';
import { RIGHTS } from '#features/organizers/organizer.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { addPrices, addProgramme, addTickets, DAY, makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { countStatements } from '#testing/statements.ts';
import { NOUN_FACTS, NOUNS } from '../nouns.ts';
import { loadEditRights, mayEditRecord } from './policy.ts';
import { getRecord, listRecords, loadChoices, PAGE_SIZE, type RecordQuery } from './queries.ts';

const HOUR = 3_600_000;
const database = await createTestDatabase();
const system = { ...database.ctx(), now: DAY };
const organizer = await makeOrganizer(system);
const lisbon = { timeZone: 'Europe/Lisbon', currency: 'EUR' };

async function prepare(count = 3) {
  const event = await makeEvent(system, organizer);
  await addProgramme(system, event, count);
  await addTickets(system, event, count);
  await addPrices(system, event, count);
  return event;
}

describe('lists', () => {
  test('take as many statements for three as for one, whatever they list', async () => {
    const [one, three] = [await prepare(1), await prepare(3)];
    for (const noun of NOUNS) {
      const statements = (event: typeof one) =>
        countStatements(async () => [
          await listRecords(system, event, noun, lisbon, { page: 1 }),
          await loadChoices(system, event, noun),
        ]);
      assert.deepEqual(
        [
          await statements(three),
          (await listRecords(system, three, noun, lisbon, {})).rows.map(({ number }) => number).sort(),
        ],
        [await statements(one), [1, 2, 3]],
        noun,
      );
    }
  });

  test('show what a form shows, in the zone of the event', async () => {
    const event = await prepare(1);
    const { rows, total } = await listRecords(system, event, 'sessions', lisbon, {});
    assert.deepEqual(
      [total, rows],
      [
        1,
        [
          {
            number: 1,
            title: 'Session 1',
            sessions: 0,
            startsAt: DAY + HOUR,
            endsAt: DAY + 2 * HOUR,
            picture: null,
            uses: null,
            entries: {
              title: 'Session 1',
              subtitle: '',
              state: 'confirmed',
              type: '1',
              track: '1',
              room: '1',
              startsAt: '2027-05-08T10:00',
              endsAt: '2027-05-08T11:00',
              speakers: 'Speaker 1 (1)',
              abstract: '',
              description: '',
              language: '',
              level: '',
              slidesUrl: '',
              videoUrl: '',
              signupUrl: '',
              comments: '',
            },
          },
        ],
      ],
    );
  });

  const cases: [what: string, query: RecordQuery, numbers: number[]][] = [
    ['by words of the title', { q: 'SESSION 2' }, [2]],
    ['by who speaks', { q: 'speaker 3' }, [3]],
    ['with signs that a pattern would read otherwise', { q: '%' }, []],
    ['by state', { state: 'rejected' }, [3]],
    ['by track', { track: '1' }, [1]],
    ['by nothing that is there', { room: "1' or true" }, []],
    ['without a room', { room: 'none' }, [2]],
    ['without a time', { only: 'untimed' }, [2]],
    ['with hints', { only: 'clash' }, [1, 4]],
  ];
  for (const [what, query, numbers] of cases) {
    test(`find sessions ${what}`, async () => {
      const event = await prepare(4);
      await updateSessions(system, event, {
        change: [{ number: 2, values: { room: null, startsAt: null, endsAt: null } }],
      });
      await updateSessions(system, event, {
        change: [
          { number: 3, values: { state: 'rejected' } },
          { number: 4, values: { state: 'confirmed' } },
        ],
      });
      await updateSessions(system, event, {
        change: [{ number: 4, values: { room: 1, startsAt: DAY + HOUR, endsAt: DAY + 2 * HOUR } }],
      });
      assert.deepEqual(
        (await listRecords(system, event, 'sessions', lisbon, query)).rows.map(({ number }) => number),
        numbers,
      );
    });
  }

  test('come in pages, with how many there are in all', async () => {
    const event = await makeEvent(system, organizer);
    await addProgramme(system, event, PAGE_SIZE + 2);
    const pages = await Promise.all([1, 2, 3].map((page) => listRecords(system, event, 'rooms', lisbon, { page })));
    assert.deepEqual(
      pages.map(({ rows, total }) => [rows.length, total]),
      [
        [PAGE_SIZE, PAGE_SIZE + 2],
        [2, PAGE_SIZE + 2],
        [0, 0],
      ],
    );
  });

  test('show nothing of another event', async () => {
    const [event, other] = [await makeEvent(system, organizer), await prepare(3)];
    assert.equal((await listRecords(system, other, 'speakers', lisbon, {})).total, 3);
    for (const noun of NOUNS) {
      assert.equal((await listRecords(system, event, noun, lisbon, {})).total, 0);
      await assert.rejects(getRecord(system, event, noun, lisbon, 1), {
        name: 'NotFound',
        message: `This event has no ${NOUN_FACTS[noun].one} 1`,
      });
    }
    assert.deepEqual(await loadChoices(system, event, 'sessions', true), {
      tracks: [],
      rooms: [],
      types: [],
      speakers: [],
      taxRates: [],
      ticketTypes: [],
    });
  });
});

test('a track organizer reaches own tracks and their sessions, a moderator nothing', async () => {
  const event = await prepare(2);
  const user = await makeUser(system, { organizer, role: 'track-organizer' });
  const ctx = database.ctx(user);
  const [track] = await database.db
    .selectFrom('tracks')
    .select('id')
    .where('eventId', '=', event.eventId)
    .orderBy('number')
    .execute();
  await database.db
    .insertInto('trackMembers')
    .values({ trackId: track?.id as number, userId: user.userId })
    .execute();
  const scope = await authoriseEvent(ctx, event.slug, 'see-programme');
  const { rows } = await listRecords(ctx, scope, 'sessions', lisbon, {});
  const may = await loadEditRights(ctx, scope, 'sessions', [
    'see',
    'see-programme',
    'edit-own-sessions',
    'edit-own-tracks',
  ]);
  assert.deepEqual(
    [may, rows.map((row) => mayEditRecord(may, 'sessions', row))],
    [{ add: false, remove: false, edit: true, tracks: [1] }, [true, false]],
  );
  const none = await loadEditRights(ctx, scope, 'sessions', ['see', 'see-programme']);
  const all = await loadEditRights(ctx, scope, 'sessions', RIGHTS);
  assert.deepEqual(
    [rows.map((row) => mayEditRecord(none, 'sessions', row)), rows.map((row) => mayEditRecord(all, 'sessions', row))],
    [
      [false, false],
      [true, true],
    ],
  );
});
