/** The background side of edits. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { discardOldEdits, discardTombstones } from './discard-old-edits.ts';

const DISCARD_OLD_EDITS_QUEUE = 'discard_old_edits';

defineJob(DISCARD_OLD_EDITS_QUEUE, async (ctx) => {
  await discardOldEdits(ctx);
  await discardTombstones(ctx);
});
scheduleDaily(DISCARD_OLD_EDITS_QUEUE, { hour: 3, minute: 30 });
