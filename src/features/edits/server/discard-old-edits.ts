/**
 * What an edit keeps for undoing is whole rows, of people who were deleted among them: it goes once nobody can undo it.
 */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';

/** Longer than undoing is offered, so that the page of a late undo can still say that it is too late. */
const KEPT_MS = 24 * 3_600_000;

/** Forgets the edits of all events that are older than a day. */
export async function discardOldEdits({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('edits')
    .where('createdAt', '<', timestamp(now - KEPT_MS))
    .execute();
}

/** Whoever asks for changes less often than that reads everything anew. */
const TOMBSTONE_MS = 30 * 24 * 3_600_000;

/** Forgets which records were deleted more than 30 days ago. */
export async function discardTombstones({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('tombstones')
    .where('deletedAt', '<', timestamp(now - TOMBSTONE_MS))
    .execute();
}
