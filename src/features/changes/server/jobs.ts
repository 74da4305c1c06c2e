/** What the feed of changes does in the background. */
import type { Ctx } from '#platform/ctx.ts';
import { CHANGES_KEPT_MS } from '#platform/changes/place.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { DAY_MS } from '#platform/time.ts';

const DISCARD_CHANGES_QUEUE = 'discard_changes';

defineJob(DISCARD_CHANGES_QUEUE, (ctx) => discardChanges(ctx));
scheduleDaily(DISCARD_CHANGES_QUEUE, { hour: 3, minute: 40 });

/** A day longer than places are good for, so that none is good that misses something. */
export async function discardChanges({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('changes')
    .where('at', '<', timestamp(now - CHANGES_KEPT_MS - DAY_MS))
    .execute();
}
