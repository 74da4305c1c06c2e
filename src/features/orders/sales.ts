/** How a sale went: tickets day by day, and what money came. */
import { DAY_MS } from '#platform/time.ts';

/** `day`: `2027-05-08` in the event's zone. `sold` are paid or free, `waiting` still wait for their money. */
export type SalesDay = { day: string; sold: number; waiting: number };

/** In the minor unit. `takenMinor` came and stayed, `backMinor` went back, `awaitedMinor` is still to come. */
export type SalesMoney = { currency: string; takenMinor: number; backMinor: number; awaitedMinor: number };

export type Sales = { days: SalesDay[]; money: SalesMoney };

/** What one bar stands for: the days from `from` to `to`. */
export type SalesBar = { from: string; to: string; sold: number; waiting: number };

/** As many bars as one can tell apart on a phone. */
const MOST_BARS = 62;
/** Fewer days do not show how a sale goes. */
const FEWEST_DAYS = 14;

/**
 * Bars without a gap from the first day on which something was ordered, and at least of two weeks, to `today` (to the
 * last such day, where that is later): one for each day, or for each run of so many weeks that a phone has room for
 * them. None where nothing was ordered.
 */
export function salesBars(days: readonly SalesDay[], today: string): SalesBar[] {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return [];
  const end = Math.max(dayNumber(last.day), dayNumber(today));
  const begin = Math.min(dayNumber(first.day), end - FEWEST_DAYS + 1);
  const count = end - begin + 1;
  // A week is the next measure that means something to people.
  const length = count <= MOST_BARS ? 1 : 7 * Math.ceil(count / (7 * MOST_BARS));
  const bars = Array.from({ length: Math.ceil(count / length) }, (_, at): SalesBar => {
    const from = begin + at * length;
    return { from: dayName(from), to: dayName(Math.min(from + length, begin + count) - 1), sold: 0, waiting: 0 };
  });
  for (const { day, sold, waiting } of days) {
    const bar = bars[Math.floor((dayNumber(day) - begin) / length)];
    if (!bar) continue;
    bar.sold += sold;
    bar.waiting += waiting;
  }
  return bars;
}

const dayNumber = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const dayName = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);

/** All that was ordered, and what of it in the seven days that end with `today`. */
export function countSales(
  days: readonly SalesDay[],
  today: string,
): { sold: number; waiting: number; lately: number } {
  const since = dayNumber(today) - 6;
  const sum = (of: (day: SalesDay) => number): number => days.reduce((total, day) => total + of(day), 0);
  return {
    sold: sum((day) => day.sold),
    waiting: sum((day) => day.waiting),
    lately: sum((day) => (dayNumber(day.day) >= since ? day.sold + day.waiting : 0)),
  };
}
