/** The schedule cut into days and rooms, as schedule.xml and schedule.json want it. */
import type { ConferenceRoom } from '#features/exchange/conference.ts';
import { fromLocal, localDate, toLocal, type Instant, DAY_MS } from '#platform/time.ts';
import { scheduledSessions, type Programme, type TimedSession } from './programme.ts';
import { writableLine } from './writable-text.ts';

/** Clients want every session in a room; one without goes here. */
export const NO_ROOM = 'TBA';

export type ProgrammeRoom = { name: string; room: ConferenceRoom | undefined; sessions: TimedSession[] };

/** `start` and `end` are the changes of day before and after, so that a late session lies within its evening. */
export type ProgrammeDay = { index: number; date: string; start: Instant; end: Instant; rooms: ProgrammeRoom[] };

/**
 * The days that have sessions, counted from 1, each with its rooms in their order. Without any session there is one
 * empty day, the event's first: clients and schema want one.
 */
export function daysOf(programme: Programme): ProgrammeDay[] {
  const { event } = programme.conference;
  const byDate = new Map<string, TimedSession[]>();
  for (const session of scheduledSessions(programme.conference)) {
    const date = programmeDate(session.startsAt, event.timeZone, event.dayChangeMinutes);
    const sessions = byDate.get(date);
    if (sessions) sessions.push(session);
    else byDate.set(date, [session]);
  }
  if (byDate.size === 0) byDate.set(localDate(event.startsAt, event.timeZone), []);
  return [...byDate].map(([date, sessions], at) => ({
    index: at + 1,
    date,
    start: dayChange(date, event.timeZone, event.dayChangeMinutes),
    end: dayChange(nextDate(date), event.timeZone, event.dayChangeMinutes),
    rooms: roomsOf(sessions, programme),
  }));
}

/** The programme day of an instant: before the change of day it is still the day before. */
function programmeDate(at: Instant, zone: string, dayChangeMinutes: number): string {
  const date = localDate(at, zone);
  const { hour, minute } = toLocal(at, zone);
  return hour * 60 + minute < dayChangeMinutes ? shiftDate(date, -1) : date;
}

const nextDate = (date: string): string => shiftDate(date, 1);

function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function dayChange(date: string, zone: string, minutes: number): Instant {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return fromLocal({ year, month, day, hour: Math.floor(minutes / 60), minute: minutes % 60, second: 0 }, zone);
}

function roomsOf(sessions: TimedSession[], programme: Programme): ProgrammeRoom[] {
  const byRoom = new Map<ConferenceRoom | undefined, TimedSession[]>();
  for (const session of sessions) {
    const room = programme.roomOf(session);
    const inRoom = byRoom.get(room);
    if (inRoom) inRoom.push(session);
    else byRoom.set(room, [session]);
  }
  return [...programme.conference.rooms, undefined].flatMap((room) => {
    const inRoom = byRoom.get(room);
    return inRoom ? [{ name: roomName(room), room, sessions: inRoom }] : [];
  });
}

function roomName(room: ConferenceRoom | undefined): string {
  return writableLine(room?.name ?? '') || NO_ROOM;
}
