/**
 * A programme as the public sees it: what is on, when, where, and by whom; and how it is grouped, filtered and laid
 * out.
 */
import type { SessionState } from '#features/sessions/session.ts';
import { type Instant, localDate, offsetMinutes } from '#platform/time.ts';

export type ProgrammeTrack = { number: number; name: string; color: string };
export type ProgrammeRoom = { number: number; name: string };
export type ProgrammeSpeaker = { number: number; name: string };

/** A session with its place in time. Numbers are the public ones that addresses carry. */
export type ProgrammeSession = {
  number: number;
  title: string;
  subtitle: string;
  startsAt: Instant;
  endsAt: Instant;
  state: SessionState;
  track: ProgrammeTrack | null;
  room: ProgrammeRoom | null;
  type: { number?: number; name: string } | null;
  speakers: ProgrammeSpeaker[];
  /** BCP 47, '' when unknown. */
  language: string;
};

/**
 * `date` (`2027-06-04`) is the day by the event's own reckoning: what runs before the day change belongs to the day
 * before.
 */
export type ProgrammeDay = { date: string; startsAt: Instant; endsAt: Instant; sessions: ProgrammeSession[] };

const MINUTE = 60_000;
const BREAK =
  /^(?:(?:coffee|tea|lunch|dinner|breakfast|snack|short|long|morning|afternoon|evening|comfort)[\s-]*)*(?:break|breaks|pause|pausen?|recess|lunch|coffee|tea|dinner|breakfast|snacks?|mittagspause|kaffeepause|almuerzo|descanso|pausa|استراحة|休憩|休息)$/iu;

/** Sessions by start, then room, then number. */
export function inOrder(sessions: readonly ProgrammeSession[]): ProgrammeSession[] {
  return sessions.toSorted(
    (a, b) =>
      a.startsAt - b.startsAt ||
      (a.room?.number ?? Number.MAX_SAFE_INTEGER) - (b.room?.number ?? Number.MAX_SAFE_INTEGER) ||
      a.number - b.number,
  );
}

/**
 * Whether a session is a break rather than something to attend: its type says so (`Break`, `Lunch`, `Coffee break`), or
 * it has neither room nor speakers in a programme whose other sessions have rooms.
 */
export function isBreak(session: ProgrammeSession, others: readonly ProgrammeSession[]): boolean {
  if (session.type && BREAK.test(session.type.name.trim())) return true;
  if (session.room || session.speakers.length > 0) return false;
  return others.some((other) => other.room !== null);
}

/** The event's own date of `at`: midnight is moved to `dayChangeMinutes` after midnight. */
export function programmeDate(at: Instant, zone: string, dayChangeMinutes = 0): string {
  // Shifting the wall clock rather than the instant keeps nights with a clock change right.
  return localDate(at + (offsetMinutes(at, zone) - dayChangeMinutes) * MINUTE, 'UTC');
}

/** The days on which something starts, in order, each with its sessions in order. */
export function groupByDay(sessions: readonly ProgrammeSession[], zone: string, dayChangeMinutes = 0): ProgrammeDay[] {
  const days = new Map<string, ProgrammeDay>();
  for (const session of inOrder(sessions)) {
    const date = programmeDate(session.startsAt, zone, dayChangeMinutes);
    const day = days.get(date);
    if (day) {
      day.sessions.push(session);
      day.endsAt = Math.max(day.endsAt, session.endsAt);
    } else {
      days.set(date, { date, startsAt: session.startsAt, endsAt: session.endsAt, sessions: [session] });
    }
  }
  return [...days.values()];
}

/** The day to open: the one that `wanted` names, else the one of `now`, else the next to come, else the first. */
export function currentDay(
  days: readonly ProgrammeDay[],
  {
    wanted = '',
    now,
    zone,
    dayChangeMinutes = 0,
  }: { wanted?: string; now: Instant; zone: string; dayChangeMinutes?: number },
): ProgrammeDay | undefined {
  const today = programmeDate(now, zone, dayChangeMinutes);
  return (
    days.find((day) => day.date === wanted) ??
    days.find((day) => day.date === today) ??
    (days.some((day) => day.date < today) ? days.find((day) => day.date > today) : undefined) ??
    days[0]
  );
}

/**
 * Up to `count` sessions in order: what runs and what comes next; from the first where the last has ended, or none has
 * begun.
 */
export function nextSessions(
  sessions: readonly ProgrammeSession[],
  now: Instant | null,
  count: number,
): ProgrammeSession[] {
  const ordered = inOrder(sessions);
  const next = now === null ? 0 : ordered.findIndex((session) => session.endsAt > now);
  const start = Math.max(0, Math.min(next, ordered.length - count));
  return ordered.slice(start, start + count);
}

/** What runs at `now`. */
export function isNow(session: { startsAt: Instant; endsAt: Instant }, now: Instant | null): boolean {
  return now !== null && session.startsAt <= now && now < session.endsAt;
}
