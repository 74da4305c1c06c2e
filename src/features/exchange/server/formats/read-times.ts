import { cutText } from '#platform/fit-text.ts';
import { fromLocal, type Instant, isInRange, parseIso } from '#platform/time.ts';
import type { Remarks } from './collect-remarks.ts';

/** A moment as a file gave it. Whoever writes only a date means the whole day. */
export type Moment = { at: Instant; wholeDay: boolean };

/** Reads the times of one file in the event's zone, remarking what it could not read or had to assume. */
export type Times = {
  zone: string;
  /** Undefined where the text is absent, null where it is empty or cannot be read; the latter is remarked. */
  moment: (text: string | undefined, element: string, what: string) => Moment | null | undefined;
  instant: (text: string | undefined, element: string, what: string) => Instant | null | undefined;
};

/**
 * A reader of times in `zone`. Moments outside the years 1970 to 2200 are taken for mistakes. `named` says that the
 * file itself named the zone for these times, so that nothing is assumed.
 */
export function readTimes(zone: string, remarks: Remarks, named = false): Times {
  const moment: Times['moment'] = (text, element, what) => {
    if (text === undefined) return undefined;
    if (text.trim() === '') return null;
    const read = readMoment(text, zone);
    if (!read) {
      remarks.mend(element, 'unreadable_date', { field: what, text: cutText(text.trim(), 40) });
      return null;
    }
    if (read.assumed && !read.wholeDay && !named) {
      remarks.count('no offset', 'no_offset', { zone });
    }
    return { at: read.at, wholeDay: read.wholeDay };
  };
  const instant: Times['instant'] = (text, element, what) => {
    const read = moment(text, element, what);
    return read?.at ?? (read === undefined ? undefined : null);
  };
  return { zone, moment, instant };
}

function readMoment(text: string, zone: string): (Moment & { assumed: boolean }) | undefined {
  const plain = text.trim();
  if (plain.length > 40) return undefined;
  const read = parseIso(plain, zone);
  if (!read || !isInRange(read.at)) return undefined;
  return { ...read, wholeDay: /^\d{4}-?\d{2}-?\d{2}$/.test(plain) };
}

/** The parts of a date without a time, `2024-02-03`; undefined where the text starts with no such date. */
export function readDay(text: string): { year: number; month: number; day: number } | undefined {
  const m = /^\s*(\d{4})-?(\d{2})-?(\d{2})/.exec(text);
  if (!m || !parseIso(`${m[1]}-${m[2]}-${m[3]}`, 'UTC')) return undefined;
  return { year: Number(m[1]), month: Number(m[2]), day: Number(m[3]) };
}

/** `minutes` after midnight on that day's clock in `zone`; beyond 24 hours it is a later day. */
export function atClock(day: { year: number; month: number; day: number }, minutes: number, zone: string): Instant {
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day) + Math.floor(minutes / 1440) * 86_400_000);
  const rest = minutes % 1440;
  const local = { hour: Math.floor(rest / 60), minute: rest % 60, second: 0 };
  return fromLocal(
    { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), ...local },
    zone,
  );
}
