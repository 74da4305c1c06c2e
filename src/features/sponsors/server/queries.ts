/** Reading sponsors. */
import type { EventScope } from '#features/events/server/policy.ts';
import { mediaById } from '#features/media/server/queries.ts';
import { presentPicture } from '#features/media/picture.ts';
import type { SponsorCard } from '#features/sponsors/sponsor-level.ts';
import type { Ctx } from '#platform/ctx.ts';

/** By level, the highest first. */
export async function listSponsors(ctx: Ctx, scope: EventScope): Promise<SponsorCard[]> {
  const rows = await ctx.db
    .selectFrom('sponsors')
    .select(['number', 'name', 'url', 'type', 'level', 'logoId'])
    .where('eventId', '=', scope.eventId)
    .orderBy('level')
    .orderBy('id')
    .execute();
  if (rows.length === 0) return [];
  const media = await mediaById(ctx, scope);
  return rows.map(({ logoId, ...row }) => ({ ...row, logo: presentPicture(media.get(logoId ?? 0), row.name) }));
}
