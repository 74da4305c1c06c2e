/** Showing an event's pictures in its copy. */
import { systemEventScope } from '#features/events/server/policy.ts';
import { updateEvent } from '#features/events/server/write-event.ts';
import type { Ctx } from '#platform/ctx.ts';
import { findMediaCopies } from './queries.ts';
import { picturesModified } from './signals.ts';

/**
 * Gives the copy rows of its own for every picture that the event shows; bytes are shared. Logo and header are set
 * here; other features find theirs by findMediaCopies, so this runs before they do.
 */
export async function copyMedia(
  ctx: Ctx,
  { fromEventId, toEventId }: { fromEventId: number; toEventId: number },
): Promise<void> {
  const rows = await ctx.db
    .selectFrom('media')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('mediaUses')
        .select('mediaId')
        .where('mediaUses.eventId', '=', fromEventId)
        .where('role', '!=', 'file')
        .$castTo<{ mediaId: number }>(),
    )
    .orderBy('id')
    .forShare()
    .execute();
  if (rows.length === 0) return;
  const copies = rows.map(({ id: _id, createdAt: _createdAt, ...row }) => ({ ...row, eventId: toEventId }));
  await ctx.db.insertInto('media').values(copies).execute();
  const ids = await findMediaCopies(ctx, { fromEventId, toEventId });
  await copyVariants(ctx, ids);
  const event = await ctx.db
    .selectFrom('events')
    .select(['logoId', 'headerId', 'planId'])
    .where('id', '=', fromEventId)
    .executeTakeFirstOrThrow();
  const copyOf = (id: number | null): number | null => (id === null ? null : (ids.get(id) ?? null));
  await updateEvent(ctx, await systemEventScope(ctx, toEventId), {
    logoId: copyOf(event.logoId),
    headerId: copyOf(event.headerId),
    planId: copyOf(event.planId),
  });
  await picturesModified.announce(ctx, 'media', { eventId: toEventId, mediaIds: [...ids.values()] });
}

async function copyVariants(ctx: Ctx, ids: Map<number, number>): Promise<void> {
  const variants = await ctx.db
    .selectFrom('mediaVariants')
    .selectAll()
    .where('mediaId', 'in', [...ids.keys()])
    .execute();
  for (let start = 0; start < variants.length; start += 500) {
    const rows = variants
      .slice(start, start + 500)
      .map((variant) => ({ ...variant, mediaId: ids.get(variant.mediaId) as number }));
    await ctx.db.insertInto('mediaVariants').values(rows).execute();
  }
}
