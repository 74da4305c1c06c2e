/** The background side of the blob store. */
import { defineJob } from '../jobs/jobs.ts';
import { scheduleDaily } from '../jobs/schedules.ts';
import { getRuntime } from '../runtime.ts';
import { DISCARD_OBJECTS_QUEUE } from './discard-objects.ts';
import { ownerOf, SWEEP_ORPHANS_QUEUE, sweepOrphans } from './sweep-orphans.ts';

defineJob<{ keys: string[] }>(DISCARD_OBJECTS_QUEUE, async (_ctx, { keys }) => {
  const { storage } = getRuntime();
  for (const key of keys) await storage.delete(key);
});

defineJob(SWEEP_ORPHANS_QUEUE, async (ctx) => {
  const { storage, config } = getRuntime();
  const { seen, orphans, bytes, leftovers } = await sweepOrphans(ctx, storage, { owner: ownerOf(config.secret) });
  if (orphans.length > 0 || leftovers > 0)
    ctx.log.info({ seen, orphans: orphans.length, bytes, leftovers }, 'storage: removed what nothing names');
});

scheduleDaily(SWEEP_ORPHANS_QUEUE, { hour: 3, minute: 20 });
