/** The background side of letting files go. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { getRuntime } from '#platform/runtime.ts';
import { DISCARD_FILES_QUEUE } from './discard-media.ts';

defineJob<{ keys: string[] }>(DISCARD_FILES_QUEUE, async (_ctx, { keys }) => {
  const { storage } = getRuntime();
  for (const key of keys) await storage.delete(key);
});
