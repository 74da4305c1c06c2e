/** Letting files go: their rows at once, their bytes when that is certain. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { FileOwner } from '../picture.ts';
import { ownedBy } from './queries.ts';
import { discardFiles } from './discard-files.ts';

/** Deletes these files of the event with all sizes made of them. Returns how many there were. */
export async function discardMedia(ctx: Ctx, scope: EventScope, ids: number[]): Promise<number> {
  return discardOwnedMedia(ctx, { eventId: scope.eventId }, ids);
}

/** The same for files of any owner; the caller has made sure that the actor may. */
async function discardOwnedMedia(ctx: Ctx, owner: FileOwner, ids: number[]): Promise<number> {
  if (ids.length === 0) return 0;
  return transact(ctx, async (ctx) => {
    const rows = await ctx.db
      .selectFrom('media')
      .select(['id', 'storageKey'])
      .where(ownedBy(owner))
      .where('id', 'in', ids)
      .orderBy('id')
      .forUpdate()
      .execute();
    if (rows.length === 0) return 0;
    const own = rows.map(({ id }) => id);
    const variants = await ctx.db
      .deleteFrom('mediaVariants')
      .where('mediaId', 'in', own)
      .returning('storageKey')
      .execute();
    await ctx.db.deleteFrom('media').where('id', 'in', own).execute();
    await discardFiles(
      ctx,
      [...rows, ...variants].map(({ storageKey }) => storageKey),
    );
    return rows.length;
  });
}

/**
 * Deletes what nothing of the event uses any more, such as a photo that was replaced. Call it with the event's row
 * locked.
 */
export async function discardUnusedMedia(ctx: Ctx, scope: EventScope): Promise<number> {
  const rows = await ctx.db
    .selectFrom('media')
    .select('id')
    .where('eventId', '=', scope.eventId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('mediaUses')
            .select('mediaId')
            .where('mediaUses.eventId', '=', scope.eventId)
            .whereRef('mediaUses.mediaId', '=', 'media.id'),
        ),
      ),
    )
    .execute();
  return discardMedia(
    ctx,
    scope,
    rows.map(({ id }) => id),
  );
}

/** Deletes this file of the owner where nothing uses it any more: the end of a picture that was replaced. */
export async function discardReplaced(ctx: Ctx, owner: FileOwner, id: number | null): Promise<void> {
  if (id === null) return;
  const used = await ctx.db
    .selectFrom('mediaUses')
    .select('mediaId')
    .where('mediaId', '=', id)
    .limit(1)
    .executeTakeFirst();
  if (!used) await discardOwnedMedia(ctx, owner, [id]);
}

/** Deletes all files of an event that is about to go for good. */
export async function discardAllMedia(ctx: Ctx, scope: EventScope): Promise<number> {
  const rows = await ctx.db.selectFrom('media').select('id').where('eventId', '=', scope.eventId).execute();
  return discardMedia(
    ctx,
    scope,
    rows.map(({ id }) => id),
  );
}
