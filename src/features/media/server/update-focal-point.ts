/** Choosing what a crop of a picture keeps. */
import { getPortrait } from '#features/accounts/server/update-portrait.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { anyDiffers } from '#platform/db/any-differs.ts';
import { Forbidden, Invalid, NotFound, problem } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import type { FocalPoint } from '../picture-sizes.ts';
import { picturesModified, profilePicturesModified } from './signals.ts';

/**
 * Sets the point around which the picture is cropped, in parts of its width and height; its sizes are then made again.
 * The same point again changes nothing. @throws Invalid outside 0 to 1, NotFound for a picture of another event
 */
export async function updateFocalPoint(
  ctx: Ctx,
  scope: EventScope,
  input: { mediaId: number; focal: FocalPoint },
): Promise<void> {
  const { x: focalX, y: focalY } = input.focal;
  mustLieWithin(input.focal);
  await transact(ctx, async (ctx) => {
    const picture = await ctx.db
      .selectFrom('media')
      .select(['id', 'fileName', 'focalX as oldX', 'focalY as oldY', anyDiffers({ focalX, focalY }).as('differs')])
      .where('id', '=', input.mediaId)
      .where('eventId', '=', scope.eventId)
      .forUpdate()
      .executeTakeFirst();
    if (!picture) throw new NotFound('not_found.picture');
    if (!picture.differs) return;
    await ctx.db.updateTable('media').set({ focalX, focalY }).where('id', '=', picture.id).execute();
    await writeAuditEntry(ctx, {
      organizerId: scope.organizerId,
      eventId: scope.eventId,
      action: 'picture.focus',
      subject: `picture ${picture.fileName}`,
      before: { focal: [picture.oldX, picture.oldY] },
      after: { focal: [focalX, focalY] },
    });
    await picturesModified.announce(ctx, 'media', { eventId: scope.eventId, mediaIds: [picture.id] });
  });
}

/**
 * The same for the actor's own picture; nothing happens where there is none.
 * @throws Invalid outside 0 to 1, Forbidden for another person's
 */
export async function updatePortraitFocus(
  ctx: Ctx,
  { userId, focal }: { userId: string; focal: FocalPoint },
): Promise<void> {
  if (ctx.actor.kind !== 'user' || ctx.actor.userId !== userId) throw new Forbidden('forbidden.own_picture');
  mustLieWithin(focal);
  const values = { focalX: focal.x, focalY: focal.y };
  await transact(ctx, async (ctx) => {
    const mediaId = await getPortrait(ctx, userId);
    const picture =
      mediaId === null
        ? undefined
        : await ctx.db
            .selectFrom('media')
            .select(anyDiffers(values).as('differs'))
            .where('id', '=', mediaId)
            .where('userId', '=', userId)
            .forUpdate()
            .executeTakeFirst();
    if (mediaId === null || !picture?.differs) return;
    await ctx.db.updateTable('media').set(values).where('id', '=', mediaId).execute();
    await profilePicturesModified.announce(ctx, 'media', { owner: { userId }, mediaIds: [mediaId] });
  });
}

/** @throws Invalid */
function mustLieWithin({ x, y }: FocalPoint): void {
  if (![x, y].every((part) => part >= 0 && part <= 1))
    throw new Invalid('invalid.focal_point', [problem('focal', 'field.focal_point')]);
}
