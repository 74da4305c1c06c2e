/** Writing what is known of an event's files. The bytes are in storage already. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { PictureFacts } from './check-picture.ts';
import { picturesModified } from './signals.ts';

export type NewMedia = {
  storageKey: string | null;
  url: string | null;
  /** Where it was fetched from. */
  sourceUrl?: string;
  fileName: string;
  contentType: string;
  bytes: number;
  sha256: string;
  /** Of a picture that was checked; its sizes are then made in the background. */
  picture?: PictureFacts;
};

/** Inserts and returns the ids in the order given. */
export async function writeMedia(ctx: Ctx, scope: EventScope, media: NewMedia[]): Promise<number[]> {
  if (media.length === 0) return [];
  return transact(ctx, async (ctx) => {
    const ids: number[] = [];
    for (let start = 0; start < media.length; start += 500) {
      const rows = media.slice(start, start + 500).map(({ picture, ...row }) => ({ ...row, ...picture, eventId: scope.eventId }));
      const written = await ctx.db.insertInto('media').values(rows).returning('id').execute();
      ids.push(...written.map((row) => row.id));
    }
    const mediaIds = ids.filter((_, i) => media[i]?.picture);
    if (mediaIds.length > 0) await picturesModified.announce(ctx, 'media', { eventId: scope.eventId, mediaIds });
    return ids;
  });
}
