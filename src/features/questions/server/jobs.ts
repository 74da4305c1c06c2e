/** The background side of questions. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { discardAllEndedFiles, discardEndedFiles } from './discard-ended.ts';
import { DISCARD_ENDED_QUEUE } from './inputs.ts';

defineJob<{ eventId: number }>(DISCARD_ENDED_QUEUE, async (ctx, { eventId }) => {
  await discardEndedFiles(ctx, { eventId });
});

/** What the signals missed, such as orders of what has no limit, and those that nobody paid late. */
defineJob('discard_all_ended_files', async (ctx) => {
  const count = await discardAllEndedFiles(ctx);
  if (count > 0) ctx.log.info({ count }, 'questions: deleted files of orders that are over');
});
scheduleDaily('discard_all_ended_files', { hour: 1, minute: 50 });
