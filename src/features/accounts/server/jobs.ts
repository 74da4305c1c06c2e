/** The background side of accounts. */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { transact } from '#platform/transact.ts';
import { discardOldSignIns } from './record-sign-in.ts';

const DISCARD_EXPIRED_QUEUE = 'discard_expired';

const DISCARD_SIGN_INS_QUEUE = 'discard_sign_ins';

defineJob(DISCARD_EXPIRED_QUEUE, discardExpired);
defineJob(DISCARD_SIGN_INS_QUEUE, discardOldSignIns);
scheduleDaily(DISCARD_SIGN_INS_QUEUE, { hour: 3, minute: 30 });
scheduleDaily(DISCARD_EXPIRED_QUEUE, { hour: 3, minute: 30 });

/**
 * Forgets sessions and mailed secrets whose time is over, those of people who never confirmed their sign-up among them.
 */
export async function discardExpired(ctx: Ctx): Promise<void> {
  await transact(ctx, async ({ db, now }) => {
    await db.deleteFrom('authSessions').where('expiresAt', '<=', timestamp(now)).execute();
    await db.deleteFrom('authVerifications').where('expiresAt', '<=', timestamp(now)).execute();
  });
}
