/** An event's logo, header and plan of the place. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import type { EventPicturePart } from '../picture.ts';
import { discardReplaced } from './discard-media.ts';
import { uploadPicture } from './upload-picture.ts';

export type EventPictureUpload = { part: EventPicturePart; bytes: Uint8Array; fileName: string; storage: Storage };

/**
 * Takes a picture for its place and lets the one before go. The scope must be one for `edit`.
 * @throws as uploadPicture
 */
export async function uploadEventPicture(
  ctx: Ctx,
  scope: EventScope,
  { part, ...file }: EventPictureUpload,
): Promise<{ mediaId: number }> {
  return uploadPicture(ctx, {
    owner: { kind: 'event', scope },
    ...file,
    use: (ctx, mediaId) => put(ctx, scope, part, mediaId),
  });
}

/** Takes the picture away; nothing happens where there is none. The scope must be one for `edit`. */
export async function removeEventPicture(ctx: Ctx, scope: EventScope, part: EventPicturePart): Promise<void> {
  await transact(ctx, async (ctx) => {
    const before = await put(ctx, scope, part, null);
    await discardReplaced(ctx, { eventId: scope.eventId }, before);
  });
}

/** Answers which file stood there before. */
async function put(
  ctx: Ctx,
  scope: EventScope,
  part: EventPicturePart,
  mediaId: number | null,
): Promise<number | null> {
  await lockEvent(ctx, scope);
  const column = `${part}Id` as const;
  const { before } = await ctx.db
    .selectFrom('events')
    .select(`${column} as before`)
    .where('id', '=', scope.eventId)
    .executeTakeFirstOrThrow();
  if (before === mediaId) return null;
  await updateEvent(ctx, scope, { [column]: mediaId });
  const said = async (id: number | null): Promise<string | null> =>
    id === null
      ? null
      : ((await ctx.db.selectFrom('media').select('fileName').where('id', '=', id).executeTakeFirst())?.fileName ??
        null);
  await writeAuditEntry(ctx, {
    organizerId: scope.organizerId,
    eventId: scope.eventId,
    action: `event.${part}`,
    subject: `event ${scope.slug}`,
    before: { file: await said(before) },
    after: { file: await said(mediaId) },
  });
  return before;
}
