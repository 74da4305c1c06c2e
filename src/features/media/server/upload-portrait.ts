/** The picture that people choose for themselves. */
import { getPortrait, updatePortrait } from '#features/accounts/server/update-portrait.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden } from '#platform/errors.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { discardReplaced } from './discard-media.ts';
import { uploadPicture } from './upload-picture.ts';

export type PortraitUpload = {
  userId: string;
  bytes: Uint8Array;
  fileName: string;
  storage: Storage;
  sourceUrl?: string;
  /** Leave a picture alone that is there already: what another service offers never replaces what somebody chose. */
  onlyIfNone?: boolean;
};

/** Takes a person's picture and lets the one before go. @throws as uploadPicture; Forbidden for another person's */
export async function uploadPortrait(
  ctx: Ctx,
  { userId, onlyIfNone = false, ...file }: PortraitUpload,
): Promise<{ taken: boolean }> {
  if (onlyIfNone && (await getPortrait(ctx, userId)) !== null) return { taken: false };
  let taken = true;
  await uploadPicture(ctx, {
    owner: { kind: 'user', userId },
    ...file,
    use: async (ctx, mediaId) => {
      const { changed, before } = await updatePortrait(ctx, { userId, mediaId, onlyIfNone });
      taken = changed;
      // Somebody chose one in the meantime: the new file is the one to let go.
      return changed ? before : mediaId;
    },
  });
  return { taken };
}

/** Takes the actor's own picture away; nothing happens where there is none. */
export async function removePortrait(ctx: Ctx, userId: string): Promise<void> {
  if (ctx.actor.kind !== 'user' || ctx.actor.userId !== userId) throw new Forbidden('forbidden.own_picture');
  await transact(ctx, async (ctx) => {
    const { before } = await updatePortrait(ctx, { userId, mediaId: null });
    await discardReplaced(ctx, { userId }, before);
  });
}
