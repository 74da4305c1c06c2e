/** The header picture of an event as bytes, for pictures that are drawn with it. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { readAll, type Storage } from '#platform/storage/storage.ts';
import type { FocalPoint } from '../picture-sizes.ts';

/**
 * Its largest size that was made, which says nothing of place and camera; null where there is none yet, or its file is
 * gone.
 */
export async function readHeaderPicture(
  ctx: Ctx,
  storage: Storage,
  { eventId }: EventScope,
): Promise<{ bytes: Uint8Array; focal: FocalPoint } | null> {
  const row = await ctx.db
    .selectFrom('events')
    .innerJoin('media', 'media.id', 'events.headerId')
    .innerJoin('mediaVariants', 'mediaVariants.mediaId', 'media.id')
    .select(['mediaVariants.storageKey', 'media.focalX', 'media.focalY'])
    .where('events.id', '=', eventId)
    .where('mediaVariants.format', 'in', ['jpeg', 'png', 'gif'])
    .orderBy('mediaVariants.width', 'desc')
    .limit(1)
    .executeTakeFirst();
  const stored = row && (await storage.get(row.storageKey));
  return stored ? { bytes: await readAll(stored.body), focal: { x: row.focalX, y: row.focalY } } : null;
}
