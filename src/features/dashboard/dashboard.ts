/** What the first page of an event says of it. */
import type { EventState } from '#features/events/event.ts';
import { DAY_MS, type Instant } from '#platform/time.ts';

/** Where an event stands: its state, and once it is public, time. */
export type Phase = 'draft' | 'soon' | 'running' | 'over' | 'cancelled';

/** `days` until it begins, rounded up; 0 in every phase but `soon`. */
export function phaseOf(
  event: { state: EventState; startsAt: Instant; endsAt: Instant },
  now: Instant,
): { phase: Phase; days: number } {
  if (event.state !== 'published') return { phase: event.state, days: 0 };
  if (now >= event.endsAt) return { phase: 'over', days: 0 };
  if (now >= event.startsAt) return { phase: 'running', days: 0 };
  return { phase: 'soon', days: Math.ceil((event.startsAt - now) / DAY_MS) };
}

/** One who did something to the event. */
export type Change = { at: Instant; actor: string; action: string; subject: string };

/** Work for an event that failed for good; `words` are the machine's. */
export type FailedWork = { queue: string; words: string; count: number };

/** A mail about the event that was not delivered, or still is not after some attempts. */
export type TroubledMail = { recipient: string; subject: string; words: string; final: boolean };

export type EventDashboard = {
  startsAt: Instant;
  endsAt: Instant;
  state: EventState;
  /** The event's days (`2027-05-08`) with how many sessions begin on each. */
  days: { day: string; sessions: number }[];
  /** Sessions without a time. */
  unplanned: number;
  /** The newest first; empty for those who may not see the history. */
  changes: Change[];
  failedWork: FailedWork[];
  /** Empty for those who may not edit the event; `troubledCount` says how many there are. */
  troubledMails: TroubledMail[];
  troubledCount: number;
};
