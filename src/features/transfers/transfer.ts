/** A ticket on its way to somebody else: offered by mail, taken or not. */
import { DAY_MS, type Instant } from '#platform/time.ts';

export const TRANSFER_STATES = ['open', 'accepted', 'declined', 'withdrawn', 'expired', 'over'] as const;
/** `expired`: nobody answered in time; `over`: the ticket itself is no longer there to be taken. */
export type TransferState = (typeof TRANSFER_STATES)[number];

/** How long an offer stands, in days; never longer than until the event begins. */
export const TRANSFER_DAYS = 7;

export function transferExpiry(now: Instant, startsAt: Instant): Instant {
  return Math.min(startsAt, now + TRANSFER_DAYS * DAY_MS);
}

/** How it stands at that moment. `live`: the ticket can still be taken over. */
export function transferState(
  stored: string,
  { expiresAt, now, live }: { expiresAt: Instant; now: Instant; live: boolean },
): TransferState {
  if (stored !== 'open') return stored as TransferState;
  if (expiresAt <= now) return 'expired';
  return live ? 'open' : 'over';
}
