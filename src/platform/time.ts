/**
 * Instants and time zones, for the server and the browser alike.
 *
 * An instant is a number: milliseconds since 1970-01-01T00:00:00Z. It is stored as `timestamptz`, shown in the
 * event's IANA zone, and never carried around as a local time.
 */

/** Milliseconds since the Unix epoch, in UTC. */
export type Instant = number;

/** A wall-clock reading without a zone. Months run from 1 to 12. */
export type LocalTime = { year: number; month: number; day: number; hour: number; minute: number; second: number };

export const DAY_MS = 86_400_000;

/** An instant as the database's driver takes it; null stays null. */
export const asDate = (at: Instant | null): Date | null => (at === null ? null : new Date(at));

/**
 * The moments that people may set: those that every clock on earth shows within the years 1970 to 2200. So whatever is
 * taken in one zone can be read, shown and written again in every other. The database refuses what lies outside those
 * years too.
 */
export const EARLIEST_MOMENT: Instant = Date.UTC(1970, 0, 2);
export const LATEST_MOMENT: Instant = Date.UTC(2200, 11, 31) - 1;

/** Whether people may set that moment; never of what is no number. */
export function isInRange(at: Instant): boolean {
  return at >= EARLIEST_MOMENT && at <= LATEST_MOMENT;
}

const MINUTE = 60_000;
/**
 * Offsets are remembered by the quarter of an hour. Few changes ever fell inside one; those quarters are looked at by
 * the minute.
 */
const BUCKET = 15 * MINUTE;

type ZoneClock = { format: Intl.DateTimeFormat; offsets: Map<number, number> };
/** By the zone in small letters: files and addresses may spell it in any. The oldest gives way. */
const clocks = new Map<string, ZoneClock>();
/** More zones than any page or file has to do with at once; there are some 600. */
const MOST_CLOCKS = 100;

function clockOf(zone: string): ZoneClock {
  const key = zone.toLowerCase();
  let clock = clocks.get(key);
  if (!clock) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clock = { format, offsets: new Map() };
    clocks.set(key, clock);
    for (const oldest of clocks.keys()) {
      if (clocks.size <= MOST_CLOCKS) break;
      clocks.delete(oldest);
    }
  }
  return clock;
}

/** Whether `zone` is an IANA time zone that this runtime knows (`Europe/Berlin`, `UTC`; not `+02:00`). */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]*$/.test(zone)) return false;
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The offset of `zone` from UTC at `at`, in minutes, positive east of Greenwich. Throws RangeError on an unknown zone.
 */
export function offsetMinutes(at: Instant, zone: string): number {
  if (zone === 'UTC') return 0;
  const clock = clockOf(zone);
  const bucket = Math.floor(at / BUCKET);
  const known = clock.offsets.get(bucket);
  if (known === CHANGES_INSIDE) return readOffset(clock, Math.floor(at / MINUTE) * MINUTE);
  if (known !== undefined) return known;
  const first = readOffset(clock, bucket * BUCKET);
  const last = readOffset(clock, (bucket + 1) * BUCKET - MINUTE);
  if (clock.offsets.size > 20_000) clock.offsets.clear();
  clock.offsets.set(bucket, first === last ? first : CHANGES_INSIDE);
  return first === last ? first : offsetMinutes(at, zone);
}

const CHANGES_INSIDE = Number.MAX_SAFE_INTEGER;

/** What the runtime's time zone database says, in minutes; some fifty times slower than remembering it. */
function readOffset(clock: ZoneClock, at: Instant): number {
  const part: Record<string, string> = {};
  for (const { type, value } of clock.format.formatToParts(at)) part[type] = value;
  const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
  local.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
  return Math.round((local.getTime() - at) / MINUTE);
}

/** What a clock on the wall in `zone` shows at `at`. */
export function toLocal(at: Instant, zone: string): LocalTime {
  const d = new Date(at + offsetMinutes(at, zone) * MINUTE);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
  };
}

/**
 * The instant at which a clock in `zone` shows `local`. A time that the clock skips in spring moves forward by the
 * length of the gap; one that it shows twice in autumn means the first (RFC 5545, section 3.3.5).
 */
export function fromLocal(local: LocalTime, zone: string): Instant {
  const utc = utcOf(local);
  const before = offsetMinutes(utc - 24 * 60 * MINUTE, zone);
  const after = offsetMinutes(utc + 24 * 60 * MINUTE, zone);
  const early = utc - Math.max(before, after) * MINUTE;
  const late = utc - Math.min(before, after) * MINUTE;
  for (const candidate of [early, late]) {
    if (candidate + offsetMinutes(candidate, zone) * MINUTE === utc) return candidate;
  }
  return utc - before * MINUTE;
}

/**
 * The instant at which a clock in UTC shows `local`. Date.UTC takes the years below 100 for those of the last century.
 */
function utcOf(local: LocalTime): Instant {
  const wall = new Date(0);
  wall.setUTCFullYear(local.year, local.month - 1, local.day);
  return wall.setUTCHours(local.hour, local.minute, local.second);
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));
const four = (n: number): string => String(n).padStart(4, '0');

/** `+05:30` for 330 minutes. */
export function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `2016-01-31` in `zone`. */
export function localDate(at: Instant, zone: string): string {
  const t = toLocal(at, zone);
  return `${four(t.year)}-${two(t.month)}-${two(t.day)}`;
}

/** `09:00` in `zone`. */
export function localClock(at: Instant, zone: string): string {
  const t = toLocal(at, zone);
  return `${two(t.hour)}:${two(t.minute)}`;
}

/** `2016-01-31T09:00:00+01:00`: ISO 8601 in the offset that `zone` has at that instant. */
export function isoWithOffset(at: Instant, zone: string): string {
  const t = toLocal(at, zone);
  return `${four(t.year)}-${two(t.month)}-${two(t.day)}T${two(t.hour)}:${two(t.minute)}:${two(t.second)}${formatOffset(offsetMinutes(at, zone))}`;
}

/** `2016-01-31T08:00:00Z`. */
export function isoUtc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** `20160131T080000Z`, the basic form of RFC 5545. */
export function basicUtc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** `20160131T090000`, the basic form without a zone, as a clock in `zone` shows it. */
export function basicLocal(at: Instant, zone: string): string {
  const t = toLocal(at, zone);
  return `${four(t.year)}${two(t.month)}${two(t.day)}T${two(t.hour)}${two(t.minute)}${two(t.second)}`;
}

const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Reads ISO 8601 in its extended and basic forms. Without an offset the time is read in `zone`, and `assumed` says so.
 * Returns undefined where the text is no such time or names a day that does not exist.
 */
export function parseIso(text: string, zone: string): { at: Instant; assumed: boolean } | undefined {
  const m = ISO.exec(text.trim());
  if (!m) return undefined;
  const local: LocalTime = {
    year: Number(m[1]),
    month: Number(m[2]),
    day: Number(m[3]),
    hour: Number(m[4] ?? 0),
    minute: Number(m[5] ?? 0),
    second: Math.min(Number(m[6] ?? 0), 59),
  };
  if (local.month < 1 || local.month > 12 || local.minute > 59 || Number(m[6] ?? 0) > 60) return undefined;
  if (local.hour > 24 || (local.hour === 24 && local.minute + local.second > 0)) return undefined;
  if (local.day < 1 || local.day > new Date(utcOf({ ...local, month: local.month + 1, day: 0, hour: 0 })).getUTCDate())
    return undefined;
  const offset = m[7];
  if (!offset) return { at: fromLocal(local, zone), assumed: true };
  const utc = utcOf(local);
  if (offset.toUpperCase() === 'Z') return { at: utc, assumed: false };
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * (offset[0] === '-' ? -1 : 1);
  if (Math.abs(minutes) >= 24 * 60) return undefined;
  return { at: utc - minutes * MINUTE, assumed: false };
}

/**
 * A moment that somebody wrote, read as `parseIso` does; `problem` says what is wrong with it: there is no such time,
 * or nobody may set it.
 */
export function readMoment(
  text: string,
  zone: string,
): { at: Instant; problem?: never } | { at?: never; problem: 'field.no_such_day' | 'field.moment' } {
  const read = parseIso(text, zone);
  if (read === undefined) return { problem: 'field.no_such_day' };
  return isInRange(read.at) ? { at: read.at } : { problem: 'field.moment' };
}
