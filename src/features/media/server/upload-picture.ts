/** Taking a picture that somebody uploads, for an event, an organizer or a person. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid, problem } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { checkUploadSize } from '#platform/storage/check-upload.ts';
import { replaceObject } from '#platform/storage/discard-objects.ts';
import { attachment, type Storage } from '#platform/storage/storage.ts';
import type { FileOwner } from '../picture.ts';
import { checkPicture } from './check-picture.ts';
import { discardReplaced } from './discard-media.ts';
import { writeOwnedMedia } from './write-media.ts';

export type PictureOwner =
  | { kind: 'event'; scope: EventScope }
  | { kind: 'organizer'; scope: OrganizerScope }
  | { kind: 'user'; userId: string };

export type PictureUpload = {
  owner: PictureOwner;
  bytes: Uint8Array;
  fileName: string;
  storage: Storage;
  /** Where it was fetched from, for what nobody uploaded. */
  sourceUrl?: string;
  /**
   * Puts the picture where it shows, in the same transaction: sets the column that names it, writes the audit entry,
   * announces, and answers which file stood there before (null for none). That one goes with all its sizes where
   * nothing else uses it.
   */
  use: (ctx: Ctx, mediaId: number) => Promise<number | null>;
};

/**
 * Checks, stores and uses a picture; its sizes are made in the background. Nothing is kept of one that is refused. Call
 * it outside a transaction: it waits for the store.
 * @throws TooLarge and Invalid saying why it cannot be taken; Forbidden for another person's picture; what `use` throws
 */
export async function uploadPicture(ctx: Ctx, upload: PictureUpload): Promise<{ mediaId: number }> {
  const { bytes, storage } = upload;
  const owner = fileOwner(ctx, upload.owner);
  const fileName = cutText(upload.fileName.split(/[/\\]/).at(-1) ?? '', 200) || 'picture';
  if (bytes.byteLength === 0) throw new Invalid('empty.picture', [problem('picture', 'field.picture')]);
  checkUploadSize('picture', bytes.byteLength);
  const picture = await checkPicture(bytes);
  const { contentType } = picture;
  return replaceObject(
    ctx,
    storage,
    { folder: 'media', fileName, body: bytes, contentType, disposition: attachment(fileName) },
    async (ctx, { key, meta }) => {
      const row = {
        storageKey: key,
        url: null,
        sourceUrl: upload.sourceUrl ?? '',
        fileName,
        contentType,
        bytes: bytes.byteLength,
        sha256: meta.sha256,
        picture,
      };
      const [mediaId] = (await writeOwnedMedia(ctx, owner, [row])) as [number];
      await discardReplaced(ctx, owner, await upload.use(ctx, mediaId));
      return { before: null, result: { mediaId } };
    },
  );
}

/** A scope is proof enough; a person's own picture is theirs, or the system's that acts for them. */
function fileOwner(ctx: Ctx, owner: PictureOwner): FileOwner {
  if (owner.kind === 'event') return { eventId: owner.scope.eventId };
  if (owner.kind === 'organizer') return { organizerId: owner.scope.organizerId };
  const { actor } = ctx;
  if (actor.kind !== 'system' && !(actor.kind === 'user' && actor.userId === owner.userId))
    throw new Forbidden('forbidden.own_picture');
  return { userId: owner.userId };
}
