/** What edits do in the background, and what people take along of theirs. */
import { addToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { DAY_MS } from '#platform/time.ts';

/** Longer than undoing is offered, so that the page of a late undo can still say that it is too late. */
const KEPT_MS = DAY_MS;

/** Whoever asks for changes less often than that reads everything anew. */
const TOMBSTONE_MS = 30 * DAY_MS;

const DISCARD_OLD_EDITS_QUEUE = 'discard_old_edits';

defineJob(DISCARD_OLD_EDITS_QUEUE, async (ctx) => {
  await discardOldEdits(ctx);
  await discardTombstones(ctx);
});
scheduleDaily(DISCARD_OLD_EDITS_QUEUE, { hour: 3, minute: 30 });

addToExport('edits', async (ctx, { userId }) => {
  const rows = await ctx.db
    .selectFrom('edits as d')
    .innerJoin('events as e', 'e.id', 'd.eventId')
    .select(['e.slug as event', 'd.noun', 'd.label', 'd.createdAt', 'd.undoneAt'])
    .where('d.actorId', '=', userId)
    .orderBy('d.createdAt')
    .execute();
  return withIsoInstants(rows, 'createdAt', 'undoneAt');
});

/** Forgets the edits of all events that are older than a day. */
export async function discardOldEdits({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('edits')
    .where('createdAt', '<', timestamp(now - KEPT_MS))
    .execute();
}

/** Forgets which records were deleted more than 30 days ago. */
export async function discardTombstones({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('tombstones')
    .where('deletedAt', '<', timestamp(now - TOMBSTONE_MS))
    .execute();
}
