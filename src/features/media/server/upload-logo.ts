/** An organizer's logo. */
import { updateLogo } from '#features/organizers/server/update-logo.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { forgetLists } from '#features/events/server/bump-event-version.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { discardReplaced } from './discard-media.ts';
import { uploadPicture } from './upload-picture.ts';

/** Takes a logo and lets the one before go. The scope must be one for `edit-organizer`. @throws as uploadPicture */
export async function uploadLogo(
  ctx: Ctx,
  scope: OrganizerScope,
  input: { bytes: Uint8Array; fileName: string; storage: Storage },
): Promise<{ mediaId: number }> {
  const use = async (ctx: Ctx, mediaId: number): Promise<number | null> => {
    await forgetLists(ctx);
    return updateLogo(ctx, scope, { mediaId, fileName: input.fileName });
  };
  return uploadPicture(ctx, { owner: { kind: 'organizer', scope }, ...input, use });
}

/** Takes the logo away; nothing happens where there is none. The scope must be one for `edit-organizer`. */
export async function removeLogo(ctx: Ctx, scope: OrganizerScope): Promise<void> {
  await transact(ctx, async (ctx) => {
    const before = await updateLogo(ctx, scope, { mediaId: null, fileName: '' });
    if (before === null) return;
    await discardReplaced(ctx, { organizerId: scope.organizerId }, before);
    await forgetLists(ctx);
  });
}
