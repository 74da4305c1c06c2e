/** The background side of accounts. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { discardExpired } from './discard-expired.ts';

const DISCARD_EXPIRED_QUEUE = 'discard_expired';

defineJob(DISCARD_EXPIRED_QUEUE, discardExpired);
scheduleDaily(DISCARD_EXPIRED_QUEUE, { hour: 3, minute: 30 });
