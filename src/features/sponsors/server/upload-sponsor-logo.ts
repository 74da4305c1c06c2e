/** A sponsor's logo. */
import type { EventScope } from '#features/events/server/policy.ts';
import { discardReplaced } from '#features/media/server/discard-media.ts';
import { uploadPicture } from '#features/media/server/upload-picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { updateSponsors } from './update-sponsors.ts';

/**
 * Takes a logo and lets the one before go, so that this is no edit to undo.
 * @throws as uploadPicture; NotFound, Forbidden
 */
export async function uploadSponsorLogo(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; bytes: Uint8Array; fileName: string; storage: Storage },
): Promise<void> {
  const { number, ...file } = input;
  await uploadPicture(ctx, {
    owner: { kind: 'event', scope },
    ...file,
    use: (ctx, mediaId) => useLogo(ctx, scope, number, mediaId),
  });
}

/** Takes the logo away; nothing happens where there is none. @throws NotFound, Forbidden */
export async function removeSponsorLogo(ctx: Ctx, scope: EventScope, input: { number: number }): Promise<void> {
  await transact(ctx, async (ctx) =>
    discardReplaced(ctx, { eventId: scope.eventId }, await useLogo(ctx, scope, input.number, null)),
  );
}

/** The file that stood there before. */
async function useLogo(ctx: Ctx, scope: EventScope, number: number, logoId: number | null): Promise<number | null> {
  const sponsor = await ctx.db
    .selectFrom('sponsors')
    .select('logoId')
    .where('eventId', '=', scope.eventId)
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  if (!sponsor) throw new NotFound(`There is no sponsor ${number} in this event`);
  await updateSponsors(ctx, scope, { change: [{ number, values: { logoId } }] });
  return sponsor.logoId;
}
