/** Dates that come again: every so many weeks, or on a weekday of each month. */
import { DAY_MS, fromLocal, type Instant, type LocalTime, toLocal } from '#platform/time.ts';

/**
 * Weekly; monthly on the same weekday counted from the beginning of the month (`the second Tuesday`); monthly on its
 * last one.
 */
export const SERIES_RHYTHMS = ['weekly', 'monthly', 'monthly-last'] as const;
export type SeriesRhythm = (typeof SERIES_RHYTHMS)[number];

export type SeriesRule = {
  rhythm: SeriesRhythm;
  /** Every so many weeks or months. */
  every: number;
  /** How many dates there are, the first one included. */
  count: number;
};

/** The first event and what is made from it. */
export const SERIES_LIMITS = { count: 52, every: 12 } as const;

/**
 * The starts of a series, the first being `start` itself, all at the same time of day in `timeZone`. A month without a
 * fifth weekday of that kind is left out. A month's last weekday is taken also where the first date was not one.
 */
export function seriesStarts(start: Instant, timeZone: string, rule: SeriesRule): Instant[] {
  const first = toLocal(start, timeZone);
  const starts = [start];
  for (let step = 1; starts.length < rule.count && step <= rule.count * 3; step += 1) {
    const local =
      rule.rhythm === 'weekly'
        ? plusDays(first, 7 * rule.every * step)
        : inMonth(first, rule.every * step, rule.rhythm === 'monthly-last');
    if (local) starts.push(fromLocal(local, timeZone));
  }
  return starts;
}

/** Which of its weekday a date is in its month: 1 to 5. */
export function weekdayOfMonth(start: Instant, timeZone: string): number {
  return Math.ceil(toLocal(start, timeZone).day / 7);
}

function plusDays(local: LocalTime, days: number): LocalTime {
  return { ...local, ...dateOf(dayNumber(local) + days) };
}

/** The date `months` later that is the same weekday of its month; undefined where that month has no such day. */
function inMonth(local: LocalTime, months: number, last: boolean): LocalTime | undefined {
  const index = local.year * 12 + local.month - 1 + months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  const firstDay = dayNumber({ ...local, year, month, day: 1 });
  const length =
    dayNumber({ ...local, year: month === 12 ? year + 1 : year, month: (month % 12) + 1, day: 1 }) - firstDay;
  const beginning = 1 + ((((dayNumber(local) - firstDay) % 7) + 7) % 7);
  const day = last
    ? beginning + 7 * Math.floor((length - beginning) / 7)
    : beginning + 7 * (Math.ceil(local.day / 7) - 1);
  return day <= length ? { ...local, year, month, day } : undefined;
}

function dayNumber({ year, month, day }: LocalTime): number {
  return Math.round(new Date(0).setUTCFullYear(year, month - 1, day) / DAY_MS);
}

function dateOf(number: number): { year: number; month: number; day: number } {
  const date = new Date(number * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}
