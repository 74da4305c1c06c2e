/**
 * The grid of a day: rooms as columns, time as rows.
 *
 * There is a row between any two neighbouring starts and ends, so every session covers whole rows whatever the
 * programme's rhythm. A room in which sessions overlap gets as many lanes as overlap at once.
 */
import { isBreak, inOrder, type ProgrammeRoom, type ProgrammeSession } from '#features/schedule/programme.ts';
import { type Instant, localDate, offsetMinutes } from '#platform/time.ts';

/**
 * `at` is where the row begins; `labelled` rows have a session starting, and `newDate` ones are the first after
 * midnight.
 */
export type GridRow = { at: Instant; minutes: number; labelled: boolean; newDate: boolean; newOffset: boolean };

/** `room` is null for the column of sessions that have none. Columns count from 1, the time column not among them. */
export type GridColumn = { room: ProgrammeRoom | null; start: number; lanes: number };

/** Rows and columns count from 1 as CSS grid lines do; `end` is one past the last. */
export type GridPlace = {
  session: ProgrammeSession;
  row: number;
  rowEnd: number;
  column: number;
  columnEnd: number;
  isBreak: boolean;
  /** Rooms whose equal break this place stands for, when it does not span all of them. */
  spansRooms: boolean;
};

export type ProgrammeGrid = {
  rows: GridRow[];
  columns: GridColumn[];
  /** Number of columns without the one for times. */
  width: number;
  /** By start, then column. */
  places: GridPlace[];
};

const MINUTE = 60_000;
/** A session without length still needs a row of its own. */
const SHORTEST = 5 * MINUTE;

const endOf = (session: ProgrammeSession): Instant => Math.max(session.endsAt, session.startsAt + SHORTEST);
const overlap = (a: ProgrammeSession, b: ProgrammeSession): boolean => a.startsAt < endOf(b) && b.startsAt < endOf(a);

/**
 * Lays the sessions of one day. Rooms that nothing takes place in are left out; the others keep the order given, and
 * rooms that only sessions know of follow.
 */
export function layoutGrid(
  sessions: readonly ProgrammeSession[],
  rooms: readonly ProgrammeRoom[],
  zone: string,
): ProgrammeGrid {
  const all = inOrder(sessions);
  const rows = rowsOf(all, zone);
  const rowAt = new Map(rows.map((row, i) => [row.at, i + 1]));
  const { spanning, placed } = splitBreaks(all);

  const byRoom = new Map<number | null, ProgrammeSession[]>();
  for (const session of placed) {
    const key = session.room?.number ?? null;
    const list = byRoom.get(key);
    if (list) list.push(session);
    else byRoom.set(key, [session]);
  }

  const columns: GridColumn[] = [];
  const places: GridPlace[] = [];
  let next = 1;
  for (const room of [...usedRooms(rooms, placed, all), null]) {
    const inRoom = byRoom.get(room?.number ?? null) ?? [];
    if (room === null && inRoom.length === 0) continue;
    const { lanes, seats } = seat(inRoom);
    columns.push({ room, start: next, lanes });
    for (const { session, lane, laneEnd } of seats) {
      places.push({
        session,
        row: rowAt.get(session.startsAt) ?? 1,
        rowEnd: rowAt.get(endOf(session)) ?? rows.length + 1,
        column: next + lane,
        columnEnd: next + laneEnd,
        isBreak: isBreak(session, all),
        spansRooms: false,
      });
    }
    next += lanes;
  }
  const width = Math.max(1, next - 1);
  for (const session of spanning) {
    places.push({
      session,
      row: rowAt.get(session.startsAt) ?? 1,
      rowEnd: rowAt.get(endOf(session)) ?? rows.length + 1,
      column: 1,
      columnEnd: width + 1,
      isBreak: true,
      spansRooms: true,
    });
  }
  places.sort(
    (a, b) => a.session.startsAt - b.session.startsAt || a.column - b.column || a.session.number - b.session.number,
  );
  return { rows, columns, width, places };
}

function rowsOf(sessions: readonly ProgrammeSession[], zone: string): GridRow[] {
  const edges = [...new Set(sessions.flatMap((session) => [session.startsAt, endOf(session)]))].sort((a, b) => a - b);
  const starts = new Set(sessions.map((session) => session.startsAt));
  return edges.slice(0, -1).map((at, i) => {
    const before = edges[i - 1];
    return {
      at,
      minutes: ((edges[i + 1] ?? at) - at) / MINUTE,
      labelled: starts.has(at),
      newDate: before !== undefined && localDate(before, zone) !== localDate(at, zone),
      newOffset: before !== undefined && offsetMinutes(before, zone) !== offsetMinutes(at, zone),
    };
  });
}

/**
 * Breaks that span the rooms, one for each set of equal ones (many sources list lunch once per room): those beside
 * which nothing else runs. A break beside other sessions stays in its room.
 */
function splitBreaks(sessions: readonly ProgrammeSession[]): {
  spanning: ProgrammeSession[];
  placed: ProgrammeSession[];
} {
  const breaks = new Map<string, ProgrammeSession[]>();
  const placed: ProgrammeSession[] = [];
  for (const session of sessions) {
    if (!isBreak(session, sessions)) {
      placed.push(session);
      continue;
    }
    const key = `${session.startsAt} ${session.endsAt} ${session.title}`;
    const same = breaks.get(key);
    if (same) same.push(session);
    else breaks.set(key, [session]);
  }
  const spanning: ProgrammeSession[] = [];
  for (const same of breaks.values()) {
    const [first] = same;
    if (!first) continue;
    if (sessions.some((other) => !same.includes(other) && overlap(first, other))) placed.push(...same);
    else spanning.push(first);
  }
  return { spanning, placed };
}

function usedRooms(
  rooms: readonly ProgrammeRoom[],
  placed: readonly ProgrammeSession[],
  all: readonly ProgrammeSession[],
): ProgrammeRoom[] {
  const used = new Set(placed.flatMap((session) => (session.room ? [session.room.number] : [])));
  const known = new Set(rooms.map((room) => room.number));
  const unknown = new Map<number, ProgrammeRoom>();
  for (const { room } of all)
    if (room && used.has(room.number) && !known.has(room.number)) unknown.set(room.number, room);
  return [
    ...rooms.filter((room) => used.has(room.number)),
    ...[...unknown.values()].sort((a, b) => a.number - b.number),
  ];
}

type Seat = { session: ProgrammeSession; lane: number; laneEnd: number };

/** Lanes of one room: a session takes the first that is free; the last of a group reaches to the room's edge. */
function seat(sessions: readonly ProgrammeSession[]): { lanes: number; seats: Seat[] } {
  const groups: Seat[][] = [];
  let group: Seat[] = [];
  let until = Number.NEGATIVE_INFINITY;
  let ends: Instant[] = [];
  for (const session of inOrder(sessions)) {
    if (session.startsAt >= until) {
      group = [];
      groups.push(group);
      ends = [];
    }
    let lane = ends.findIndex((end) => end <= session.startsAt);
    if (lane === -1) lane = ends.length;
    ends[lane] = endOf(session);
    until = Math.max(until, endOf(session));
    group.push({ session, lane, laneEnd: lane + 1 });
  }
  const width = (seats: Seat[]): number => Math.max(...seats.map((one) => one.laneEnd));
  const lanes = Math.max(1, ...groups.map(width));
  for (const seats of groups) {
    const last = width(seats);
    for (const one of seats) if (one.laneEnd === last) one.laneEnd = lanes;
  }
  return { lanes, seats: groups.flat() };
}
