/** What events need done in the background. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { purgeOldEvents } from './purge-event.ts';

const PURGE_EVENTS_QUEUE = 'purge_events';

defineJob(PURGE_EVENTS_QUEUE, async (ctx) => {
  const { purged, kept } = await purgeOldEvents(ctx);
  if (purged.length + kept.length > 0) ctx.log.info({ purged, kept }, 'events: the bins were emptied');
});
scheduleDaily(PURGE_EVENTS_QUEUE, { hour: 3, minute: 50 });
