/** How the sponsors feature reacts: the copy of an event has its sponsors where that is wanted. */
import { systemEventScope } from '#features/events/server/policy.ts';
import { eventCopied } from '#features/events/server/signals.ts';
import { findMediaCopies } from '#features/media/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { copyRow } from '#platform/records/copy-row.ts';
import { writeSponsors } from './write-sponsors.ts';

eventCopied.now('copy_sponsors', async (ctx, copy) => {
  if (copy.parts.includes('sponsors')) await copySponsors(ctx, copy);
});

/** Copies them with their numbers; logos that came along are shown. */
async function copySponsors(ctx: Ctx, copy: { fromEventId: number; toEventId: number }): Promise<void> {
  const rows = await ctx.db
    .selectFrom('sponsors')
    .selectAll()
    .where('eventId', '=', copy.fromEventId)
    .orderBy('id')
    .execute();
  if (rows.length === 0) return;
  const media = await findMediaCopies(ctx, copy);
  const create = rows.map((row) => ({
    ...copyRow(row),
    sourceKey: '',
    logoId: media.get(row.logoId ?? 0) ?? null,
  }));
  await writeSponsors(ctx, await systemEventScope(ctx, copy.toEventId), { create, update: [] });
}
