/** Sign-ins with other services that nobody finished. */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { DAY_MS } from '#platform/time.ts';

/** A late answer is told from a forged one for so long. */
const KEPT_MS = DAY_MS;

/** Forgets attempts that ended a day ago, and people who did not prove their address in time. */
export async function discardOldAttempts({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('signInAttempts')
    .where('expiresAt', '<', timestamp(now - KEPT_MS))
    .execute();
  await db.deleteFrom('pendingIdentities').where('expiresAt', '<', timestamp(now)).execute();
}
