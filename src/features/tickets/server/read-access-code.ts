/** What comes of a code that a visitor typed. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { limitRate, networkOf, TooMany } from '#platform/rate-limit.ts';
import { ACCESS_CODE, tidyCode } from '../ticket.ts';
import { findUnlocked } from './queries.ts';

/** Enough for a room full of people behind one address, far too few for guessing. */
const LIMIT = { attempts: 60, seconds: 600 };

/** Counts a try at a code of the event, of whatever sort: one limit holds for all. @throws TooMany */
export async function limitCodeAttempts(
  ctx: Ctx,
  { eventId }: { eventId: number },
  visitor: () => string,
): Promise<void> {
  await limitRate(ctx, `access-code:${eventId}:${networkOf(visitor())}`, LIMIT);
}

/** `none`: nothing was typed; `too-often`: wait so many seconds. */
export type ReadCode = {
  state: 'none' | 'works' | 'unknown' | 'too-often';
  /** Numbers of the ticket types that it shows. */
  unlocked: number[];
  waitSeconds: number;
};

/**
 * Reads a code. Every try counts, also one that works: else whoever has one code could guess for others. `visitor`
 * gives who asks; null for somebody who may see all codes anyway.
 */
export async function readAccessCode(
  ctx: Ctx,
  scope: EventScope,
  { typed, visitor }: { typed: string; visitor: (() => string) | null },
): Promise<ReadCode> {
  if (typed === '') return { state: 'none', unlocked: [], waitSeconds: 0 };
  try {
    if (visitor) await limitCodeAttempts(ctx, scope, visitor);
  } catch (error) {
    if (error instanceof TooMany) return { state: 'too-often', unlocked: [], waitSeconds: error.retryAfter };
    throw error;
  }
  const code = tidyCode(typed);
  const unlocked = ACCESS_CODE.test(code) ? await findUnlocked(ctx, scope, code) : [];
  return { state: unlocked.length > 0 ? 'works' : 'unknown', unlocked, waitSeconds: 0 };
}
