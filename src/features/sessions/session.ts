/** What a session is: a talk, workshop, break or other item of a programme. */
import type { Instant } from '#platform/time.ts';

/** From the first draft to the stage, and the ways off it. */
export const SESSION_STATES = ['draft', 'pending', 'accepted', 'confirmed', 'rejected', 'withdrawn'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/** How much may be said of a session, in characters. */
export const SESSION_LIMITS = { title: 300, subtitle: 300, text: 100_000, word: 100, address: 2000 } as const;

/** Whether the public may see a session in this state at all. */
export function isPublicState(state: SessionState): boolean {
  return state === 'accepted' || state === 'confirmed';
}

/** A session that was announced and will not take place; calendars are told so rather than left with a ghost. */
export function isCancelledState(state: SessionState): boolean {
  return state === 'withdrawn';
}

/** Whether a session has its place in the public schedule: accepted, with a start and an end. */
export function isScheduled(session: {
  state: SessionState;
  startsAt: Instant | null;
  endsAt: Instant | null;
}): boolean {
  return isPublicState(session.state) && session.startsAt !== null && session.endsAt !== null;
}

/** Length in whole minutes; 0 where a time is missing. */
export function lengthMinutes(session: { startsAt: Instant | null; endsAt: Instant | null }): number {
  if (session.startsAt === null || session.endsAt === null) return 0;
  return Math.round((session.endsAt - session.startsAt) / 60_000);
}
