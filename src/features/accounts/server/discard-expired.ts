/** Sign-ins that are over and mailed links that are dead: both say who somebody is, so neither is kept. */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { transact } from '#platform/transact.ts';

/**
 * Forgets sessions and mailed secrets whose time is over, those of people who never confirmed their sign-up among them.
 */
export async function discardExpired(ctx: Ctx): Promise<void> {
  await transact(ctx, async ({ db, now }) => {
    await db.deleteFrom('authSessions').where('expiresAt', '<=', timestamp(now)).execute();
    await db.deleteFrom('authVerifications').where('expiresAt', '<=', timestamp(now)).execute();
  });
}
