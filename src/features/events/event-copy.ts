/** What a copy of an event takes along, and how its times move. */
import { fromLocal, type Instant, toLocal } from '#platform/time.ts';

/**
 * What a copy may leave behind. The event's own words, rooms, tracks, session types and call for speakers always come
 * along.
 */
export const COPY_PARTS = ['tickets', 'sponsors', 'pictures', 'sessions'] as const;
export type CopyPart = (typeof COPY_PARTS)[number];

/** By how much clocks on the wall move, in milliseconds, and where they hang (an IANA name). */
export type WallShift = { wallMs: number; timeZone: string };

/** The shift that takes the clock's reading at `from` to the one at `to`. */
export function wallShift(from: Instant, to: Instant, timeZone: string): WallShift {
  return { wallMs: wallOf(to, timeZone) - wallOf(from, timeZone), timeZone };
}

/** An instant moved by clock time: what began at 10:00 begins at 10:00, whatever summer time does in between. */
export function shiftInstant(at: Instant, { wallMs, timeZone }: WallShift): Instant {
  const wall = new Date(wallOf(at, timeZone) + wallMs);
  const local = {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
  };
  return fromLocal(local, timeZone) + wall.getUTCMilliseconds();
}

/** The clock's reading as if it hung in UTC. */
function wallOf(at: Instant, timeZone: string): number {
  const { year, month, day, hour, minute, second } = toLocal(at, timeZone);
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  return wall.setUTCHours(hour, minute, second) + (((at % 1000) + 1000) % 1000);
}
