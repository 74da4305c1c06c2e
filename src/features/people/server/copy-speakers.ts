/** Bringing an event's speakers into its copy. */
import { systemEventScope } from '#features/events/server/policy.ts';
import { findMediaCopies } from '#features/media/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { copyRow } from '#platform/records/copy-row.ts';
import { writeSpeakers } from './write-speakers.ts';

/** Copies them with their numbers; photos that came along are shown. */
export async function copySpeakers(ctx: Ctx, copy: { fromEventId: number; toEventId: number }): Promise<void> {
  const rows = await ctx.db
    .selectFrom('speakers')
    .selectAll()
    .where('eventId', '=', copy.fromEventId)
    .orderBy('id')
    .execute();
  if (rows.length === 0) return;
  const media = await findMediaCopies(ctx, copy);
  const create = rows.map((row) => ({
    ...copyRow(row),
    sourceKey: '',
    links: row.links as never,
    photoId: media.get(row.photoId ?? 0) ?? null,
    updatedAt: new Date(ctx.now),
  }));
  await writeSpeakers(ctx, await systemEventScope(ctx, copy.toEventId), { create, update: [] });
}
