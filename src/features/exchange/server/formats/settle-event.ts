import { createHash } from 'node:crypto';
import { slugify } from '#features/events/event.ts';
import { fromLocal, type Instant, isInRange, localDate, toLocal, DAY_MS } from '#platform/time.ts';
import { nameKey } from './clean-text.ts';
import type { SaidSession } from './gather-sessions.ts';
import type { ReadContext } from './read-context.ts';
import type { Moment } from './read-times.ts';
import { refusal } from './refuse-file.ts';

/**
 * When an event starts and ends: as the file says; by its first and last session where it says nothing or only dates
 * and those fall on them. A last day without a time ends a minute before midnight.
 *
 * Throws `Invalid` (`no_dates`) where neither the event nor any session has a time, or the end that is taken comes too
 * late.
 */
export function settleWindow(
  said: { start?: Moment | null; end?: Moment | null },
  sessions: SaidSession[],
  zone: string,
  { remarks, guessed }: Pick<ReadContext, 'remarks' | 'guessed'>,
): { startsAt: Instant; endsAt: Instant } {
  const extent = extentOf(sessions);
  const startsAt = said.start ? startOf(said.start, extent?.first, zone) : extent?.first;
  if (startsAt === undefined) {
    throw refusal('no_dates.event', { where: 'event' });
  }
  const guessOf = (moment: Moment | null | undefined): NonNullable<typeof guessed.start> | undefined =>
    !moment ? 'sessions' : moment.wholeDay ? { day: localDate(moment.at, zone) } : undefined;
  const [start, end] = [guessOf(said.start), guessOf(said.end)];
  if (start) guessed.start = start;
  if (end) guessed.end = end;
  if (!said.start) remarks.mend('event', 'first_session_start');
  const endsAt = said.end ? endOf(said.end, extent?.last, zone) : extent?.last;
  if (endsAt !== undefined && endsAt > startsAt) {
    if (!said.end) remarks.mend('event', 'last_session_end');
    return { startsAt, endsAt };
  }
  const mended = extent && extent.last > startsAt ? extent.last : endOfDay(startsAt, zone);
  const basis = mended === extent?.last ? 'last_session_end' : 'first_day_end';
  if (!isInRange(mended)) throw refusal('no_dates.too_late', { where: 'event' });
  remarks.mend('event', said.end ? `early_${basis}` : basis);
  return { startsAt, endsAt: mended };
}

function extentOf(sessions: SaidSession[]): { first: Instant; last: Instant } | undefined {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { startsAt, endsAt } of sessions) {
    if (startsAt == null || endsAt == null) continue;
    first = Math.min(first, startsAt);
    last = Math.max(last, endsAt);
  }
  return first < last ? { first, last } : undefined;
}

function startOf(said: Moment, first: Instant | undefined, zone: string): Instant {
  return said.wholeDay && first !== undefined && localDate(first, zone) === localDate(said.at, zone) ? first : said.at;
}

/** A last day given as a date ends with its last session, which may be well after midnight. */
function endOf(said: Moment, last: Instant | undefined, zone: string): Instant {
  if (!said.wholeDay) return said.at;
  const fits = last !== undefined && last > said.at && last < said.at + DAY_MS + DAY_MS / 4;
  return fits ? last : endOfDay(said.at, zone);
}

function endOfDay(at: Instant, zone: string): Instant {
  const day = toLocal(at, zone);
  const end = fromLocal({ ...day, hour: 23, minute: 59, second: 0 }, zone);
  return end > at ? end : at + DAY_MS;
}

/** Acronyms that name no event among others, such as the bare year that pretalx may give. */
const GENERIC = new Set(['schedule', 'event', 'conference', 'calendar', 'fahrplan', 'programme', 'program', 'test']);

/**
 * The short name of an event: its acronym if that tells it from others, else made of its name, else `event`. The key
 * keeps events apart whose short names are the same because other letters than Latin ones, or what came after so many,
 * were left out.
 */
export function settleNames(acronym: string | undefined, name: string): { key: string; acronym: string } {
  const own = slugify(acronym ?? '');
  const usable = own.length >= 3 && !/^[0-9-]+$/.test(own) && !GENERIC.has(own);
  const short = (usable ? own : slugify(name) || own) || 'event';
  const whole = nameKey((usable && acronym) || name || acronym || '');
  return { key: saysAll(whole) ? short : `${short}-${digestOf(whole)}`, acronym: short };
}

/** Whether a slug says all of this name: every letter, digit and sign, up to its end. */
function saysAll(name: string): boolean {
  const lost = /[\p{L}\p{N}\p{S}#]/u.test(name.normalize('NFKD').replace(/[a-z0-9ßøłđæ]/g, ''));
  return !lost && slugify(name) !== '' && slugify(`${name}x`).endsWith('x');
}

function digestOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 12);
}
