import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countSteps } from '#testing/count-steps.ts';
import { BLANK_EVENT, BLANK_ROOM, BLANK_SESSION, BLANK_SPEAKER, BLANK_TRACK } from './blank-records.ts';
import type { Guessed, MediaRef, SaidConference } from './conference.ts';
import type { Known, KnownConference } from './known-conference.ts';
import { countPlan, planImport, withdrawsMost } from './plan-import.ts';

const NOW = Date.parse('2027-04-01T00:00:00Z');
const DAY = Date.parse('2027-05-08T08:00:00Z');
const HOUR = 3_600_000;
const guid = (n: number): string => `00000000-0000-8000-8000-${String(n).padStart(12, '0')}`;
const sameMedia = (a: MediaRef | null, b: MediaRef | null): boolean => JSON.stringify(a) === JSON.stringify(b);
const plan = (known: KnownConference | null, said: SaidConference, guessed: Guessed = {}) =>
  planImport(known, said, { now: NOW, sameMedia, guessed });

function said(parts: Partial<SaidConference> = {}): SaidConference {
  const event = {
    key: 'lantern-27',
    acronym: 'lantern-27',
    name: 'Lantern Days',
    startsAt: DAY,
    endsAt: DAY + 9 * HOUR,
    timeZone: 'Europe/Lisbon',
  };
  return { event, tracks: [], rooms: [], sessionTypes: [], speakers: [], sessions: [], ...parts };
}

type Row = { id: number; number: number; [field: string]: unknown };
const known = <T>(blank: object, row: Row): Known<T> =>
  ({ key: String(row.number), sourceKey: `s${row.id}`, ...blank, ...row }) as unknown as Known<T>;

type KnownParts = { tracks?: Row[]; rooms?: Row[]; speakers?: Row[]; sessions?: Row[]; event?: object };

function there(parts: KnownParts = {}): KnownConference {
  const { event } = said();
  return {
    event: {
      id: 1,
      number: 1,
      sourceKey: 'lantern-27',
      ...BLANK_EVENT,
      ...event,
      updatedAt: 0,
      state: 'published',
      ...parts.event,
    } as never,
    tracks: (parts.tracks ?? []).map((row) => known(BLANK_TRACK, row)),
    rooms: (parts.rooms ?? []).map((row) => known(BLANK_ROOM, row)),
    sessionTypes: [],
    speakers: (parts.speakers ?? []).map((row) => known(BLANK_SPEAKER, row)),
    sessions: (parts.sessions ?? []).map((row) => known({ ...BLANK_SESSION, updatedAt: 0 }, row)),
    sponsors: [],
    files: new Map(),
    place: { slug: 'lantern-27', hue: 0, version: 1, organizerSlug: 'house' },
  };
}

const session = (id: number, row: object = {}): Row => ({
  id,
  number: id,
  guid: guid(id),
  uid: guid(id),
  title: `Session ${id}`,
  startsAt: DAY + id * HOUR,
  endsAt: DAY + (id + 1) * HOUR,
  ...row,
});

describe('a new event', () => {
  test('is created with all its records, numbered, pointing at each other by number', () => {
    const { event, rooms, speakers, sessions, withdrawn } = plan(
      null,
      said({
        rooms: [
          { key: 'r-b', name: 'B', number: 7 },
          { key: 'r-a', name: 'A' },
        ],
        speakers: [
          { key: 'ada', name: 'Ada Fern' },
          { key: 'bo', name: 'Bo Reed' },
        ],
        sessions: [
          {
            key: 'x',
            title: 'One',
            room: 'r-a',
            speakers: ['bo', 'ada', 'bo', 'nobody'],
            startsAt: DAY,
            endsAt: DAY + HOUR,
          },
          { key: 'y', title: 'Two', room: 'nowhere' },
        ],
      }),
    );
    assert.equal(event.kind, 'create');
    assert.deepEqual(
      rooms.map(({ value, sourceKey }) => [value.number, value.name, sourceKey]),
      [
        [7, 'B', 'r-b'],
        [1, 'A', 'r-a'],
      ],
    );
    assert.deepEqual(
      speakers.map(({ value }) => value.number),
      [1, 2],
    );
    assert.deepEqual(
      sessions.map(({ value }) => [value.number, value.room, value.speakers, value.state, value.sequence]),
      [
        [1, '1', ['2', '1'], 'confirmed', 0],
        [2, null, [], 'confirmed', 0],
      ],
    );
    assert.equal(withdrawn, 0);
  });

  test('keeps the GUIDs that it came with and makes the same ones again where it had none', () => {
    const make = () =>
      plan(
        null,
        said({
          sessions: [
            { key: 'a', title: 'A', guid: guid(5), uid: 'a@source' },
            { key: 'b', title: 'B' },
          ],
        }),
      ).sessions.map(({ value }) => [value.guid, value.uid]);
    const [first, second] = make();
    assert.deepEqual(first, [guid(5), 'a@source']);
    assert.match(second?.[0] ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(second?.[0], second?.[1]);
    assert.deepEqual(make(), [first, second]);
  });

  test('whose records ask for the same or an impossible number gives each its own', () => {
    const numbers = (wanted: (number | undefined)[]) =>
      plan(
        null,
        said({
          rooms: wanted.map((number, i) => ({
            key: `r${i}`,
            name: `R${i}`,
            ...(number === undefined ? {} : { number }),
          })),
        }),
      ).rooms.map(({ value }) => value.number);
    assert.deepEqual(numbers([3, 3, undefined, 1]), [3, 2, 4, 1]);
    assert.deepEqual(numbers([2_147_483_648, 0, undefined]), [1, 2, 3]);
    assert.deepEqual(numbers([2, undefined, 1]), [2, 3, 1]);
  });

  test('with two sessions of one GUID gives the second another', () => {
    const guids = plan(
      null,
      said({
        sessions: [
          { key: 'a', title: 'A', guid: guid(5) },
          { key: 'b', title: 'B', guid: guid(5) },
        ],
      }),
    ).sessions.map(({ value }) => value.guid);
    assert.equal(guids[0], guid(5));
    assert.equal(new Set(guids).size, 2);
  });
});

describe('the same file again', () => {
  test('is nothing to do', () => {
    const before = there({ rooms: [{ id: 1, number: 1, name: 'A' }], sessions: [session(1, { room: '1' })] });
    const result = plan(
      before,
      said({
        rooms: [{ key: 's1', name: 'A' }],
        sessions: [{ key: 's1', title: 'Session 1', room: 's1', startsAt: DAY + HOUR, endsAt: DAY + 2 * HOUR }],
      }),
    );
    assert.deepEqual(
      [result.event.kind, result.rooms, result.sessions, countPlan(result)],
      ['same', [], [], { created: 0, updated: 0 }],
    );
  });

  test('is nothing to do where only what identifies a record is new', () => {
    const before = there({ sessions: [session(1)] });
    const again = said({
      sessions: [
        { key: 's1', title: 'Session 1', number: 99, guid: guid(1), uid: 'other', sequence: 0, updatedAt: NOW },
      ],
    });
    assert.deepEqual(plan(before, again).sessions, []);
  });
});

describe('a newer file', () => {
  test('finds records again by key, else by GUID, else by UID, else by title and time, and keeps their numbers', () => {
    const before = there({
      sessions: [
        session(11, { number: 4 }),
        session(12, { number: 5 }),
        session(13, { number: 6, uid: 'u13@source' }),
        session(14, { number: 7 }),
        session(15, { number: 8 }),
      ],
    });
    const { sessions } = plan(
      before,
      said({
        sessions: [
          { key: 's11', title: 'By key' },
          { key: 'other', title: 'By GUID', guid: guid(12) },
          { key: 'third', title: 'By UID', uid: 'u13@source' },
          { key: 'fourth', title: '  session  14 ', startsAt: DAY + 14 * HOUR, subtitle: 'By slot' },
          { key: 's15', title: 'Session 15' },
          { key: 'new', title: 'New one' },
        ],
      }),
    );
    const seen = sessions.map((change) => [
      change.kind,
      change.kind === 'update' ? change.id : null,
      change.value.number,
      change.value.title,
    ]);
    assert.deepEqual(seen, [
      ['update', 11, 4, 'By key'],
      ['update', 12, 5, 'By GUID'],
      ['update', 13, 6, 'By UID'],
      ['update', 14, 7, '  session  14 '],
      ['create', null, 1, 'New one'],
    ]);
  });

  test('changes only what it says: a field that it does not carry stays', () => {
    const before = there({
      speakers: [{ id: 1, number: 1, name: 'Ada Fern', email: 'ada@private.example', biography: 'Old', country: 'PT' }],
    });
    const [change] = plan(before, said({ speakers: [{ key: 's1', name: 'Ada Fern', biography: 'New' }] })).speakers;
    assert.deepEqual(
      change?.kind === 'update' && [change.fields, change.value.biography, change.value.email, change.value.country],
      [['biography'], 'New', 'ada@private.example', 'PT'],
    );
  });

  test('empties a field that it says to be empty', () => {
    const before = there({
      sessions: [session(1, { subtitle: 'Old', room: '1' })],
      rooms: [{ id: 1, number: 1, name: 'A' }],
    });
    const [change] = plan(
      before,
      said({
        rooms: [{ key: 's1', name: 'A' }],
        sessions: [{ key: 's1', title: 'Session 1', subtitle: '', room: null }],
      }),
    ).sessions;
    assert.deepEqual(change?.kind === 'update' && [change.fields, change.value.subtitle, change.value.room], [
      ['subtitle', 'room'],
      '',
      null,
    ]);
  });

  test('counts the sequence up for time, place and state, not for words, and never down', () => {
    const sequence = (values: object, current = 3): number | undefined => {
      const before = there({ rooms: [{ id: 1, number: 1, name: 'A' }], sessions: [session(1, { sequence: current })] });
      return plan(
        before,
        said({ rooms: [{ key: 's1', name: 'A' }], sessions: [{ key: 's1', title: 'Session 1', ...values }] }),
      ).sessions[0]?.value.sequence;
    };
    assert.deepEqual(
      [
        sequence({ title: 'Words' }),
        sequence({ startsAt: DAY }),
        sequence({ endsAt: DAY + 7 * HOUR }),
        sequence({ room: 's1' }),
        sequence({ state: 'accepted' }),
      ],
      [3, 4, 4, 4, 4],
    );
    assert.deepEqual([sequence({ title: 'Words', sequence: 1 }), sequence({ startsAt: DAY, sequence: 0 })], [3, 4]);
  });

  test('does not say whether the event is public', () => {
    const result = plan(there(), said({ event: { ...said().event, state: 'draft', subtitle: 'New' } }));
    assert.deepEqual(
      [result.event.kind, result.event.fields, result.event.value.state],
      ['update', ['subtitle'], 'published'],
    );
  });

  test('pairs no record twice, though two of the file have its name', () => {
    const before = there({ rooms: [{ id: 1, number: 1, name: 'Hall' }] });
    const { rooms } = plan(
      before,
      said({
        rooms: [
          { key: 'x', name: 'Hall', floor: '1' },
          { key: 'y', name: 'Hall', floor: '2' },
        ],
      }),
    );
    assert.deepEqual(
      rooms.map((change) => [change.kind, change.value.number, change.value.floor]),
      [
        ['update', 1, '1'],
        ['create', 2, '2'],
      ],
    );
  });
});

describe('a session that is not in the file any more', () => {
  test('is withdrawn and counted, where it came with a file and was announced', () => {
    const before = there({
      sessions: [
        session(1),
        session(2, { sequence: 4 }),
        session(3, { sourceKey: '' }),
        session(4, { state: 'rejected' }),
        session(5, { state: 'withdrawn' }),
        session(6, { state: 'accepted' }),
      ],
    });
    const result = plan(before, said({ sessions: [{ key: 's1', title: 'Session 1' }] }));
    assert.deepEqual(
      result.sessions.map((change) => [
        change.value.number,
        change.value.state,
        change.value.sequence,
        change.value.updatedAt,
      ]),
      [
        [2, 'withdrawn', 5, NOW],
        [6, 'withdrawn', 1, NOW],
      ],
    );
    assert.deepEqual([result.withdrawn, countPlan(result)], [2, { created: 0, updated: 2 }]);
  });

  test('takes place again when it returns, with a higher sequence', () => {
    const before = there({ sessions: [session(1, { state: 'withdrawn', sequence: 1 })] });
    const [change] = plan(before, said({ sessions: [{ key: 's1', title: 'Session 1' }] })).sessions;
    assert.deepEqual(
      change?.kind === 'update' && [change.fields, change.value.state, change.value.sequence, change.value.number],
      [['state'], 'confirmed', 2, 1],
    );
  });

  test('stays withdrawn where the file says so', () => {
    const before = there({ sessions: [session(1, { state: 'withdrawn', sequence: 1 })] });
    assert.deepEqual(
      plan(before, said({ sessions: [{ key: 's1', title: 'Session 1', state: 'withdrawn' }] })).sessions,
      [],
    );
  });
});

describe('withdrawing', () => {
  const rows = (count: number, row: object = {}) => Array.from({ length: count }, (_, i) => session(i + 1, row));
  const left = (of: number, kept: number) =>
    plan(
      there({ sessions: rows(of) }),
      said({
        sessions: rows(kept).map(({ guid: id, title }) => ({
          key: String(id),
          guid: String(id),
          title: String(title),
        })),
      }),
    );

  test('more than ten sessions and more than a third of the programme is more than a file may do unasked', () => {
    const verdict = (of: number, kept: number) => withdrawsMost(left(of, kept));
    assert.deepEqual(
      [verdict(11, 0), verdict(10, 0), verdict(33, 22), verdict(33, 21), verdict(100, 70), verdict(100, 66)],
      [true, false, false, true, false, true],
    );
  });

  test('counts what takes place as the programme, made by hand or not', () => {
    const before = there({
      sessions: [
        ...rows(12),
        ...rows(30).map((row) => ({
          ...row,
          id: row.id + 100,
          number: row.number + 100,
          guid: guid(row.id + 100),
          sourceKey: '',
        })),
        session(50, { state: 'rejected' }),
      ],
    });
    const result = plan(before, said());
    assert.deepEqual([result.withdrawn, result.programme, withdrawsMost(result)], [12, 42, false]);
  });
});

describe('what a reader guessed of the event', () => {
  const file = (event: object): SaidConference => ({ ...said(), event: { ...said().event, ...event } });
  const fieldsOf = (event: object, guessed: Guessed, before = there()) =>
    plan(before, file(event), guessed).event.fields;

  test('makes a new event, and changes nothing in one that is there', () => {
    const event = { name: 'schedule', acronym: 'schedule', timeZone: 'UTC' };
    const guessed: Guessed = { name: true, acronym: true, timeZone: true };
    assert.deepEqual([fieldsOf(event, guessed), fieldsOf(event, {})], [[], ['acronym', 'name', 'timeZone']]);
    assert.deepEqual(plan(null, file(event), guessed).event.value.name, 'schedule');
  });

  test('of its dates counts only where sessions go beyond all that is there', () => {
    const guessed: Guessed = { start: 'sessions', end: 'sessions' };
    const before = there({ sessions: [session(9, { startsAt: DAY + 9 * HOUR, endsAt: DAY + 12 * HOUR })] });
    assert.deepEqual(fieldsOf({ startsAt: DAY + HOUR, endsAt: DAY + 4 * HOUR }, guessed), []);
    assert.deepEqual(fieldsOf({ startsAt: DAY, endsAt: DAY + 12 * HOUR }, guessed, before), []);
    assert.deepEqual(fieldsOf({ startsAt: DAY - HOUR, endsAt: DAY + 13 * HOUR }, guessed, before), [
      'startsAt',
      'endsAt',
    ]);
  });

  test('of the clock of a day leaves a day that is the same, and follows one that is another', () => {
    const guessed: Guessed = { start: { day: '2027-05-08' }, end: { day: '2027-05-08' } };
    assert.deepEqual(fieldsOf({ startsAt: DAY + HOUR, endsAt: DAY + 8 * HOUR }, guessed), []);
    const later: Guessed = { start: { day: '2027-05-09' }, end: { day: '2027-05-09' } };
    assert.deepEqual(fieldsOf({ startsAt: DAY + 24 * HOUR, endsAt: DAY + 30 * HOUR }, later), ['startsAt', 'endsAt']);
  });
});

test('a session without a GUID has the same one wherever in the file it stands', () => {
  const records = ['a@tide.example', 'b@tide.example', 'c@tide.example'].map((uid, i) => ({
    key: uid,
    uid,
    title: `T${i}`,
  }));
  const guids = (list: SaidConference['sessions']) =>
    new Map(plan(null, said({ sessions: list })).sessions.map(({ value }) => [value.uid, value.guid]));
  const [forth, back] = [guids(records), guids([...records].reverse())];
  assert.deepEqual([forth.size, [...back].sort()], [3, [...forth].sort()]);
});

test('a session is known again by its code, and before that by its title and time', () => {
  const before = there({
    sessions: [
      session(1, { code: 'AAAAA1', title: 'Knots' }),
      session(2, { code: '', title: 'Knots' }),
      session(3, { code: 'AAAAA3', title: 'Rope' }),
    ],
  });
  const file = said({
    sessions: [
      { key: 'x', uid: 'x', title: 'Knots', startsAt: DAY + 2 * HOUR, code: 'AAAAA1' },
      { key: 'y', uid: 'y', title: 'Knots', startsAt: DAY + HOUR },
      { key: 'z', uid: 'z', title: 'Rope and more', startsAt: DAY + 7 * HOUR, code: 'AAAAA3' },
    ],
  });
  const { sessions, withdrawn } = plan(before, file);
  assert.deepEqual(
    [withdrawn, sessions.map((change) => [change.kind, change.value.number])],
    [
      0,
      [
        ['update', 2],
        ['update', 3],
      ],
    ],
  );
});

test('sessions of one title at one time are told apart by their codes, and where they have none, none is taken twice', () => {
  const at = { title: 'Break-out', startsAt: DAY };
  const before = there({
    sessions: [
      session(1, { ...at, code: 'AAAAA1' }),
      session(2, { ...at, code: 'AAAAA2' }),
      session(3, at),
      session(4, at),
    ],
  });
  const file = said({
    sessions: [
      { key: 'w', ...at },
      { key: 'y', ...at, code: 'AAAAA2' },
      { key: 'x', ...at, code: 'AAAAA1' },
      { key: 'z', ...at },
    ],
  });
  const { sessions, withdrawn } = plan(before, file);
  assert.deepEqual([sessions, withdrawn], [[], 0]);
});

test('a file wanted for no number and no count after which there is none', () => {
  const most = 2_147_483_647;
  const [session1] = plan(null, said({ sessions: [{ key: 'x', title: 'One', number: most }] })).sessions;
  assert.equal(session1?.value.number, 1);
  const moved = plan(
    there({ sessions: [session(1, { sequence: most }), session(2, { sequence: most, state: 'confirmed' })] }),
    said({ sessions: [{ key: 's1', title: 'Session 1', startsAt: DAY + 5 * HOUR }] }),
  ).sessions;
  assert.deepEqual(
    moved.map(({ value }) => [value.state, value.sequence]),
    [
      ['confirmed', most],
      ['withdrawn', most],
    ],
  );
});

test('planning takes four times as many steps for four times as many sessions, changed or gone', async () => {
  const over = (count: number, { gone }: { gone: boolean }) => {
    const ids = Array.from({ length: count }, (_, at) => at + 1);
    const file = (title: string) => ids.map((id) => ({ key: `s${id}`, title: `${title} ${id}` }));
    const echo = said({ sessions: file('Session') });
    const options = { now: NOW, sameMedia, echoes: gone ? [echo] : [] };
    const known = there({ sessions: ids.map((id) => session(id)) });
    return () => planImport(known, said({ sessions: gone ? [] : file('Other') }), options);
  };
  for (const gone of [false, true]) {
    const [few, many] = [over(200, { gone }), over(800, { gone })];
    assert.deepEqual([few().sessions.length, many().sessions.length], [200, 800]);
    const steps = await countSteps(few);
    const more = await countSteps(many);
    assert.ok(more < steps * 4.5, `${steps} steps for 200, ${more} for 800`);
  }
});
