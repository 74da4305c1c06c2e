/** Counts of tries name addresses of machines and people: those that limit nothing any more go every night. */
import type { Ctx } from './ctx.ts';
import { timestamp } from './db/timestamp.ts';
import { defineJob } from './jobs/jobs.ts';
import { scheduleDaily } from './jobs/schedules.ts';
import { LONGEST_SPAN_SECONDS } from './rate-limit.ts';

const FORGET_ATTEMPTS_QUEUE = 'forget_tries';

/** Forgets counts that began longer ago than any limit looks back. */
export async function forgetAttempts({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('rateLimits')
    .where('since', '<', timestamp(now - LONGEST_SPAN_SECONDS * 1000))
    .execute();
}

defineJob(FORGET_ATTEMPTS_QUEUE, forgetAttempts);
scheduleDaily(FORGET_ATTEMPTS_QUEUE, { hour: 3, minute: 30 });
