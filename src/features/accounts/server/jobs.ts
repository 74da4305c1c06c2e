/** The background side of accounts. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { discardExpired } from './discard-expired.ts';
import { discardOldSignIns } from './record-sign-in.ts';

const DISCARD_EXPIRED_QUEUE = 'discard_expired';

const DISCARD_SIGN_INS_QUEUE = 'discard_sign_ins';

defineJob(DISCARD_EXPIRED_QUEUE, discardExpired);
defineJob(DISCARD_SIGN_INS_QUEUE, discardOldSignIns);
scheduleDaily(DISCARD_SIGN_INS_QUEUE, { hour: 3, minute: 30 });
scheduleDaily(DISCARD_EXPIRED_QUEUE, { hour: 3, minute: 30 });
