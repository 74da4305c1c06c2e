import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  currentDay,
  groupByDay,
  isBreak,
  isNow,
  nextSessions,
  type ProgrammeSession,
  programmeDate,
} from '#features/schedule/programme.ts';
import {
  filterProgramme,
  filterQuery,
  isFiltering,
  NO_FILTER,
  readFilter,
} from '#features/schedule/programme-filter.ts';
import { layoutGrid } from '#features/schedule/programme-grid.ts';
import { fromLocal } from '#platform/time.ts';
import { processorTime } from '#testing/processor-time.ts';

const ZONE = 'Europe/Lisbon';
const HALL = { number: 1, name: 'Hall' };
const LOFT = { number: 2, name: 'Loft' };
const YARD = { number: 3, name: 'Yard' };
const MINUTE = 60_000;

const at = (day: number, hour: number, minute = 0): number =>
  fromLocal({ year: 2027, month: 6, day, hour, minute, second: 0 }, ZONE);

function session(
  number: number,
  startsAt: number,
  minutes: number,
  more: Partial<ProgrammeSession> = {},
): ProgrammeSession {
  return {
    number,
    title: `Session ${number}`,
    subtitle: '',
    startsAt,
    endsAt: startsAt + minutes * MINUTE,
    state: 'confirmed',
    track: null,
    room: HALL,
    type: null,
    speakers: [{ number: 1, name: 'Tove Abara' }],
    language: 'en',
    ...more,
  };
}

const spot = (grid: ReturnType<typeof layoutGrid>): number[][] =>
  grid.places.map((p) => [p.session.number, p.row, p.rowEnd, p.column, p.columnEnd]);

test('a session after midnight belongs to the evening before until the day changes', () => {
  const late = session(1, at(4, 1, 30), 30);
  assert.deepEqual(
    groupByDay([late], ZONE, 0).map((day) => day.date),
    ['2027-06-04'],
  );
  assert.deepEqual(
    groupByDay([late], ZONE, 180).map((day) => day.date),
    ['2027-06-03'],
  );
});

test('days come in order with their sessions in order', () => {
  const days = groupByDay([session(3, at(5, 9), 30), session(2, at(3, 10), 30), session(1, at(3, 9), 90)], ZONE);
  assert.deepEqual(
    days.map((day) => [day.date, day.sessions.map((one) => one.number), day.endsAt]),
    [
      ['2027-06-03', [1, 2], at(3, 10, 30)],
      ['2027-06-05', [3], at(5, 9, 30)],
    ],
  );
});

test('the day change counts on the wall clock in a night when the clock moves', () => {
  const night = fromLocal({ year: 2027, month: 3, day: 28, hour: 2, minute: 30, second: 0 }, ZONE);
  assert.equal(programmeDate(night, ZONE, 180), '2027-03-27');
  assert.equal(programmeDate(night, ZONE, 120), '2027-03-28');
});

test('the schedule opens on the day asked for, else today, else the next, else the first', () => {
  const days = groupByDay([session(1, at(3, 9), 30), session(2, at(5, 9), 30)], ZONE);
  const open = (now: number, wanted = ''): string | undefined => currentDay(days, { wanted, now, zone: ZONE })?.date;
  assert.equal(open(at(1, 9), '2027-06-05'), '2027-06-05');
  assert.equal(open(at(5, 23)), '2027-06-05');
  assert.equal(open(at(4, 12)), '2027-06-05');
  assert.equal(open(at(1, 9), 'nonsense'), '2027-06-03');
  assert.equal(open(at(9, 9)), '2027-06-03');
});

test('a break is one by its type, or by having neither room nor speakers among sessions with rooms', () => {
  const talk = session(1, at(3, 9), 30);
  const typed = (name: string): boolean => isBreak(session(2, at(3, 9), 30, { type: { name } }), [talk]);
  assert.deepEqual(
    ['Break', 'Coffee break', 'LUNCH', 'Pause', 'Talk', 'Breakout', 'Lightning talk', 'Coffee tasting workshop'].map(
      typed,
    ),
    [true, true, true, true, false, false, false, false],
  );
  const bare = session(3, at(3, 9), 30, { room: null, speakers: [] });
  assert.equal(isBreak(bare, [talk, bare]), true);
  assert.equal(isBreak(bare, [bare]), false);
});

test('now is from the start until just before the end', () => {
  const one = session(1, at(3, 9), 30);
  assert.deepEqual(
    [at(3, 8, 59), at(3, 9), at(3, 9, 30)].map((now) => isNow(one, now)),
    [false, true, false],
  );
  assert.equal(isNow(one, null), false);
});

test('the grid has a row between any two starts and ends, and a column for each room in use', () => {
  const grid = layoutGrid(
    [session(1, at(3, 9), 60), session(2, at(3, 9), 30, { room: LOFT }), session(3, at(3, 9, 30), 30, { room: LOFT })],
    [LOFT, HALL, YARD],
    ZONE,
  );
  assert.deepEqual(
    grid.columns.map((column) => [column.room?.name, column.start, column.lanes]),
    [
      ['Loft', 1, 1],
      ['Hall', 2, 1],
    ],
  );
  assert.deepEqual(
    grid.rows.map((row) => [row.minutes, row.labelled]),
    [
      [30, true],
      [30, true],
    ],
  );
  assert.deepEqual(spot(grid), [
    [2, 1, 2, 1, 2],
    [1, 1, 3, 2, 3],
    [3, 2, 3, 1, 2],
  ]);
});

test('sessions that overlap in a room get lanes of their own, and alone they take the whole room', () => {
  const grid = layoutGrid(
    [session(1, at(3, 9), 60), session(2, at(3, 9, 30), 60), session(3, at(3, 11), 30)],
    [HALL],
    ZONE,
  );
  assert.equal(grid.width, 2);
  assert.deepEqual(spot(grid), [
    [1, 1, 3, 1, 2],
    [2, 2, 4, 2, 3],
    [3, 5, 6, 1, 3],
  ]);
});

test('a break spans the rooms, also when it is listed once for each', () => {
  const lunch = { type: { name: 'Lunch' }, title: 'Lunch', speakers: [] };
  const grid = layoutGrid(
    [
      session(1, at(3, 9), 60),
      session(2, at(3, 9), 60, { room: LOFT }),
      session(3, at(3, 10), 60, { ...lunch, room: HALL }),
      session(4, at(3, 10), 60, { ...lunch, room: LOFT }),
    ],
    [HALL, LOFT],
    ZONE,
  );
  assert.deepEqual(spot(grid), [
    [1, 1, 2, 1, 2],
    [2, 1, 2, 2, 3],
    [3, 2, 3, 1, 3],
  ]);
});

test('a break beside other sessions stays out of their way', () => {
  const grid = layoutGrid(
    [
      session(1, at(3, 10), 120),
      session(2, at(3, 10), 60, { type: { name: 'Break' }, room: LOFT, speakers: [] }),
      session(3, at(3, 11), 60, { type: { name: 'Break' }, room: null, speakers: [] }),
    ],
    [HALL, LOFT],
    ZONE,
  );
  assert.deepEqual(
    grid.columns.map((column) => column.room?.name ?? null),
    ['Hall', 'Loft', null],
  );
  assert.deepEqual(spot(grid), [
    [1, 1, 3, 1, 2],
    [2, 1, 2, 2, 3],
    [3, 2, 3, 3, 4],
  ]);
});

test('two breaks that overlap each other are both shown', () => {
  const pause = { type: { name: 'Break' }, room: null, speakers: [] };
  const grid = layoutGrid(
    [session(1, at(3, 9), 60), session(2, at(3, 10), 60, pause), session(3, at(3, 10, 30), 60, pause)],
    [HALL],
    ZONE,
  );
  assert.deepEqual(
    grid.places.map((place) => place.session.number),
    [1, 2, 3],
  );
  const cells = grid.places.flatMap((p) => {
    const taken: string[] = [];
    for (let row = p.row; row < p.rowEnd; row++) for (let c = p.column; c < p.columnEnd; c++) taken.push(`${row}/${c}`);
    return taken;
  });
  assert.equal(new Set(cells).size, cells.length);
});

test('sessions without a room stand in a column of their own at the end', () => {
  const grid = layoutGrid([session(1, at(3, 9), 60), session(2, at(3, 9), 60, { room: null })], [HALL], ZONE);
  assert.deepEqual(
    grid.columns.map((column) => column.room?.name ?? null),
    ['Hall', null],
  );
});

test('a row after midnight and one after a clock change say so', () => {
  const late = layoutGrid([session(1, at(3, 23), 60), session(2, at(4, 0), 60)], [HALL], ZONE);
  assert.deepEqual(
    late.rows.map((row) => row.newDate),
    [false, true],
  );
  const autumn = fromLocal({ year: 2027, month: 10, day: 31, hour: 0, minute: 30, second: 0 }, ZONE);
  const night = layoutGrid([session(1, autumn, 120), session(2, autumn + 120 * MINUTE, 60)], [HALL], ZONE);
  assert.deepEqual(
    night.rows.map((row) => row.newOffset),
    [false, true],
  );
});

test('a session without length keeps a row', () => {
  const grid = layoutGrid([session(1, at(3, 9), 0)], [HALL], ZONE);
  assert.deepEqual(spot(grid), [[1, 1, 2, 1, 2]]);
});

test('an empty day is an empty grid', () => {
  assert.deepEqual(layoutGrid([], [HALL], ZONE), { rows: [], columns: [], width: 1, places: [] });
});

test('nothing covers anything else in a large crowded day', () => {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
  const rooms = Array.from({ length: 24 }, (_, i) => ({ number: i + 1, name: `Room ${i + 1}` }));
  const many = Array.from({ length: 900 }, (_, i) =>
    session(i + 1, at(3, 8) + random(120) * 5 * MINUTE, 5 + random(18) * 5, {
      room: random(20) === 0 ? null : (rooms[random(24)] ?? null),
      type: random(15) === 0 ? { name: 'Break' } : null,
    }),
  );
  const start = processorTime();
  const grid = layoutGrid(many, rooms, ZONE);
  assert.ok(processorTime() - start < 500);
  const taken = new Set<string>();
  let covered = 0;
  for (const p of grid.places) {
    assert.ok(p.row < p.rowEnd && p.column < p.columnEnd && p.columnEnd <= grid.width + 1);
    for (let row = p.row; row < p.rowEnd; row++) {
      for (let column = p.column; column < p.columnEnd; column++) {
        covered++;
        taken.add(`${row}/${column}`);
      }
    }
  }
  assert.equal(taken.size, covered);
  assert.equal(new Set(grid.places.map((p) => p.session.number)).size, grid.places.length);
});

test('a search finds every word wherever it stands, whatever its accents', () => {
  const list = [
    session(1, at(3, 9), 30, { title: 'Café economics', speakers: [{ number: 9, name: 'José Ñandú' }] }),
    session(2, at(3, 9), 30, { title: 'Tea economics', room: LOFT }),
  ];
  const found = (q: string): number[] => filterProgramme(list, { ...NO_FILTER, q }).map((one) => one.number);
  assert.deepEqual(found('cafe JOSE'), [1]);
  assert.deepEqual(found('economics loft'), [2]);
  assert.deepEqual(found('economics'), [1, 2]);
  assert.deepEqual(found('economics cocoa'), []);
});

test('track, room and type each narrow the programme', () => {
  const list = [
    session(1, at(3, 9), 30, { track: { number: 5, name: 'Open data', color: '' }, type: { name: 'Talk' } }),
    session(2, at(3, 9), 30, { room: LOFT, type: { name: 'Workshop' } }),
  ];
  const found = (filter: Partial<typeof NO_FILTER>): number[] =>
    filterProgramme(list, { ...NO_FILTER, ...filter }).map((one) => one.number);
  assert.deepEqual(
    [found({ track: 5 }), found({ room: 2 }), found({ type: 'Workshop' }), found({ track: 6 })],
    [[1], [2], [2], []],
  );
});

test('a filter survives its own address, and nonsense in an address asks for nothing', () => {
  const filter = { q: 'tea & cake', track: 5, room: 2, type: 'Talk', view: 'list' } as const;
  assert.deepEqual(readFilter(new URLSearchParams(filterQuery(filter, '2027-06-04'))), filter);
  assert.deepEqual(readFilter(new URLSearchParams('track=x&room=-1&view=cube')), NO_FILTER);
  assert.equal(filterQuery(NO_FILTER), '');
  assert.deepEqual(
    [isFiltering(NO_FILTER), isFiltering({ ...NO_FILTER, view: 'list' }), isFiltering(filter)],
    [false, false, true],
  );
});

test('what comes next begins with what runs; before the first and after the last it begins with the first', () => {
  const day = [1, 2, 3, 4, 5].map((n) => session(n, at(4, 8 + n), 60));
  const numbers = (now: number | null, count = 2) =>
    nextSessions(day.toReversed(), now, count).map(({ number }) => number);
  assert.deepEqual(
    [numbers(at(4, 11, 30)), numbers(at(4, 12)), numbers(at(4, 6)), numbers(at(5, 6)), numbers(null)],
    [
      [3, 4],
      [4, 5],
      [1, 2],
      [1, 2],
      [1, 2],
    ],
  );
  assert.deepEqual(
    [numbers(at(4, 13, 30)), numbers(at(4, 11, 30), 9), nextSessions([], at(4, 9), 3)],
    [[4, 5], [1, 2, 3, 4, 5], []],
  );
});
