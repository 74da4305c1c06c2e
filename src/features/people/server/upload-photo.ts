/** A speaker's photo. */
import type { EventScope } from '#features/events/server/policy.ts';
import { discardReplaced } from '#features/media/server/discard-media.ts';
import { uploadPicture } from '#features/media/server/upload-picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { updateSpeakers } from './update-speakers.ts';

/**
 * Takes a photo and lets the one before go, so that this is no edit to undo.
 * @throws as uploadPicture; NotFound, Forbidden
 */
export async function uploadPhoto(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; bytes: Uint8Array; fileName: string; storage: Storage },
): Promise<void> {
  const { number, ...file } = input;
  await uploadPicture(ctx, {
    owner: { kind: 'event', scope },
    ...file,
    use: (ctx, mediaId) => usePhoto(ctx, scope, number, mediaId),
  });
}

/** Takes the photo away; nothing happens where there is none. @throws NotFound, Forbidden */
export async function removePhoto(ctx: Ctx, scope: EventScope, input: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) =>
    discardReplaced(ctx, { eventId: scope.eventId }, await usePhoto(ctx, scope, input.number, null)),
  );
}

/** The file that stood there before. */
async function usePhoto(ctx: Ctx, scope: EventScope, number: number, photoId: number | null): Promise<number | null> {
  const speaker = await ctx.db
    .selectFrom('speakers')
    .select('photoId')
    .where('eventId', '=', scope.eventId)
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  if (!speaker) throw new NotFound(`There is no speaker ${number} in this event`);
  await updateSpeakers(ctx, scope, { change: [{ number, values: { photoId } }] });
  return speaker.photoId;
}
