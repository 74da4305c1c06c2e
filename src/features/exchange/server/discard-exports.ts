/** Letting the public files of an event go. */
import type { Ctx } from '#platform/ctx.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';

/** Forgets the stored exports of an event that is about to go for good, their bytes with the commit. */
export async function discardExports(ctx: Ctx, eventId: number): Promise<void> {
  const gone = await ctx.db.deleteFrom('eventExports').where('eventId', '=', eventId).returning('storageKey').execute();
  await discardObjects(
    ctx,
    gone.map(({ storageKey }) => storageKey),
  );
}
