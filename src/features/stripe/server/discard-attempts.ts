/** Connections that were begun and are over. */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';

/** A late answer is told from a forged one for so long. */
const KEPT_MS = 24 * 3_600_000;

export async function discardAttempts({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('stripeAttempts')
    .where('expiresAt', '<', timestamp(now - KEPT_MS))
    .execute();
}
