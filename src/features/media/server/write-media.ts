/** Writing what is known of files. The bytes are in storage already. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { forgetLists } from '#features/events/server/bump-event-version.ts';
import { transact } from '#platform/transact.ts';
import type { FileOwner } from '../picture.ts';
import type { PictureFacts } from './check-picture.ts';
import { picturesModified, picturesReady, profilePicturesModified } from './signals.ts';

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
  return writeOwnedMedia(ctx, { eventId: scope.eventId }, media);
}

/** The same for files of any owner; the caller has made sure that the actor may. */
export async function writeOwnedMedia(ctx: Ctx, owner: FileOwner, media: NewMedia[]): Promise<number[]> {
  if (media.length === 0) return [];
  return transact(ctx, async (ctx) => {
    const ids: number[] = [];
    for (let start = 0; start < media.length; start += 500) {
      const rows = media.slice(start, start + 500).map(({ picture, ...row }) => ({ ...row, ...picture, ...owner }));
      const written = await ctx.db.insertInto('media').values(rows).returning('id').execute();
      ids.push(...written.map((row) => row.id));
    }
    const mediaIds = ids.filter((_, i) => media[i]?.picture);
    if (mediaIds.length > 0) await announceModified(ctx, owner, mediaIds);
    return ids;
  });
}

/** Has the sizes of these pictures made. */
export async function announceModified(ctx: Ctx, owner: FileOwner, mediaIds: number[]): Promise<void> {
  if ('eventId' in owner) await picturesModified.announce(ctx, 'media', { eventId: owner.eventId, mediaIds });
  else await profilePicturesModified.announce(ctx, 'media', { owner, mediaIds });
}

/** Tells those who show these pictures that their sizes are there. Of people's own pictures no page is kept. */
export async function announceReady(ctx: Ctx, owner: FileOwner, mediaIds: number[]): Promise<void> {
  if ('eventId' in owner) await picturesReady.announce(ctx, 'media', { eventId: owner.eventId, mediaIds });
  else if ('organizerId' in owner) await forgetLists(ctx);
}
