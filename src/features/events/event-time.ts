/** Times as organisers write them, in the zone of their event: what they mean, and where the clock plays a trick. */
import {
  fromLocal,
  type Instant,
  isInRange,
  isTimeZone,
  localClock,
  localDate,
  type LocalTime,
  offsetMinutes,
  toLocal,
} from '#platform/time.ts';

const MINUTE = 60_000;

/**
 * A time that somebody wrote. `skipped`: the clock jumps over it in spring, and `at` is later by the length of the gap.
 * `twice`: the clock shows it twice in autumn, `at` is the first and `again` the second.
 */
export type ReadTime = { at: Instant; oddity: 'none' | 'skipped' } | { at: Instant; oddity: 'twice'; again: Instant };

/** `2027-05-08T10:00`, as a field of date and time holds it. */
export function localField(at: Instant, zone: string): string {
  return `${localDate(at, zone)}T${localClock(at, zone)}`;
}

/** Reads such a field. Undefined where it is no time, or one that nobody may set, or the zone is none. */
export function readTime(field: string, zone: string): ReadTime | undefined {
  const m = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(field);
  if (!m || !isTimeZone(zone)) return undefined;
  const [year, month, day, hour, minute] = m.slice(1).map(Number) as [number, number, number, number, number];
  const local: LocalTime = { year, month, day, hour, minute, second: 0 };
  if (!isDay(local) || hour > 23 || minute > 59) return undefined;
  const at = fromLocal(local, zone);
  if (!isInRange(at)) return undefined;
  const shown = toLocal(at, zone);
  if (shown.hour !== hour || shown.minute !== minute || shown.day !== day) return { at, oddity: 'skipped' };
  const again = secondShowing(at, field, zone);
  return again === undefined ? { at, oddity: 'none' } : { at, oddity: 'twice', again };
}

function isDay({ year, month, day }: LocalTime): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** A clock that is set back shows the same again after as much time as it is set back by. */
function secondShowing(at: Instant, field: string, zone: string): Instant | undefined {
  const back = offsetMinutes(at, zone) - offsetMinutes(at + 24 * 60 * MINUTE, zone);
  if (back <= 0) return undefined;
  const again = at + back * MINUTE;
  return localField(again, zone) === field.slice(0, 16) ? again : undefined;
}

/** What is worth a word about the times of an event: tricks of the clock at its ends, and a change of it in between. */
export type TimeRemark =
  | { kind: 'skipped'; field: 'starts' | 'ends'; at: Instant }
  | { kind: 'twice'; field: 'starts' | 'ends'; at: Instant; again: Instant }
  | { kind: 'offset-changes' }
  | { kind: 'backwards' }
  | { kind: 'past' };

export type TimesRead = { startsAt: Instant; endsAt: Instant; timeZone: string; remarks: TimeRemark[] };

/** Both ends together. Undefined while one of them, or the zone, is missing or wrong. */
export function readTimes(
  fields: { starts: string; ends: string; timeZone: string },
  now: Instant,
): TimesRead | undefined {
  const { timeZone } = fields;
  const [starts, ends] = [readTime(fields.starts, timeZone), readTime(fields.ends, timeZone)];
  if (!starts || !ends) return undefined;
  const remarks: TimeRemark[] = [...remarksOn('starts', starts), ...remarksOn('ends', ends)];
  if (ends.at <= starts.at) remarks.push({ kind: 'backwards' });
  else if (offsetMinutes(starts.at, timeZone) !== offsetMinutes(ends.at, timeZone))
    remarks.push({ kind: 'offset-changes' });
  if (ends.at > starts.at && ends.at < now) remarks.push({ kind: 'past' });
  return { startsAt: starts.at, endsAt: ends.at, timeZone, remarks };
}

function remarksOn(field: 'starts' | 'ends', read: ReadTime): TimeRemark[] {
  if (read.oddity === 'twice') return [{ kind: 'twice', field, at: read.at, again: read.again }];
  return read.oddity === 'skipped' ? [{ kind: 'skipped', field, at: read.at }] : [];
}

/** What a new event is given until its organiser says otherwise: a Saturday four to five weeks from now, ten to six. */
export function suggestTimes(
  now: Instant,
  timeZone: string,
  length: { from: string; to: string; days: number } = { from: '10:00', to: '18:00', days: 0 },
): { starts: string; ends: string } {
  const day = new Date(now + 28 * 24 * 60 * MINUTE);
  const saturday = new Date(day.getTime() + ((6 - day.getUTCDay() + 7) % 7) * 24 * 60 * MINUTE);
  const date = localDate(saturday.getTime(), timeZone);
  const last = localDate(saturday.getTime() + length.days * 24 * 60 * MINUTE, timeZone);
  return { starts: `${date}T${length.from}`, ends: `${last}T${length.to}` };
}
