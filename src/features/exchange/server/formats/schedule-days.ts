import { cutText } from '#platform/fit-text.ts';
import { type Instant, toLocal, DAY_MS } from '#platform/time.ts';
import { collectRemarks, type Remarks } from './collect-remarks.ts';
import { readClock } from './read-duration.ts';
import { atClock, readDay, readTimes, type Times } from './read-times.ts';

/** A programme day as the file gives it: its date, and where it has them the moments at which it starts and ends. */
export type RawDay = { date: string | undefined; start: string | undefined; end: string | undefined };

/** Where a schedule does not say when a day ends, clients take six in the morning (Giggity). */
const USUAL_DAY_CHANGE = 6 * 60;
type Given = { date: string | undefined; start: string | undefined; day: RawDay };
type Means = { times: Times; dayChange: number | undefined; remarks: Remarks };

/**
 * When a session starts: the moment in its `date` where that has a time (whatever `start` says, which may be in another
 * zone), else the day's date with `start` on the clock, where a start before the change of day belongs to the morning
 * after. Undefined where neither is there, null where neither can be read.
 */
export function startOfSession(raw: Given, element: string, means: Means): Instant | null | undefined {
  const { times, remarks } = means;
  const dated = times.moment(raw.date, element, 'date');
  if (dated && !dated.wholeDay) return dated.at;
  if (raw.date === undefined && raw.start === undefined) return undefined;
  const clock = readClock(raw.start ?? '');
  const ownDay = dated ? readDay(raw.date ?? '') : undefined;
  const day = ownDay ?? readDay(raw.day.date ?? '');
  if (clock === undefined || !day) {
    const text = cutText((raw.start ?? '').trim(), 40);
    if (text && day) remarks.mend(element, 'start_of_day', { text });
    else if (text) remarks.mend(element, 'undated_day');
    return null;
  }
  const literal = ownDay !== undefined && raw.date?.trim() !== raw.day.date?.trim();
  const at = atClock(day, clock, times.zone);
  return literal || !isAfterMidnight(at, clock, raw.day, means) ? at : atClock(day, clock + 1440, times.zone);
}

/**
 * Whether `at` is really meant as the morning after: before the day's own start and within its end, or before the
 * change.
 */
function isAfterMidnight(at: Instant, clock: number, day: RawDay, { times, dayChange }: Means): boolean {
  const from = times.moment(day.start, 'day', 'start');
  const to = times.moment(day.end, 'day', 'end');
  if (from && to && !from.wholeDay && !to.wholeDay && to.at > from.at) return at < from.at && at + DAY_MS <= to.at;
  return clock < (dayChange ?? USUAL_DAY_CHANGE);
}

/**
 * When the programme days change, in minutes after midnight, where all of them last from one clock reading to the same
 * of the next day, or to a minute before it, as pretalx has it. Undefined where they do not agree.
 */
export function dayChangeOf(days: RawDay[], zone: string): number | undefined {
  const times = readTimes(zone, collectRemarks());
  const [first, ...others] = days.map((day) => changeIn(day, times));
  return others.every((other) => other === first) ? first : undefined;
}

function changeIn(day: RawDay, times: Times): number | undefined {
  const from = times.moment(day.start, 'day', 'start');
  const to = times.moment(day.end, 'day', 'end');
  if (!from || !to || from.wholeDay || to.wholeDay) return undefined;
  const [start, end] = [from.at, to.at].map((at) => clockOf(at, times.zone)) as [number, number];
  const whole = Math.abs(to.at - from.at - DAY_MS) <= 61 * 60_000;
  return whole && (end === start || (end + 1) % 1440 === start) ? start : undefined;
}

function clockOf(at: Instant, zone: string): number {
  const { hour, minute } = toLocal(at, zone);
  return hour * 60 + minute;
}
