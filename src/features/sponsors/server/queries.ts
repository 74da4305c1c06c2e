/** Reading sponsors. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { presentPicture } from '#features/media/picture.ts';
import type { SponsorCard } from '#features/sponsors/sponsor-level.ts';
import type { Ctx } from '#platform/ctx.ts';
import { webAddress } from '#platform/web-address.ts';

/** By level, the highest first. */
export async function listSponsors(ctx: Ctx, scope: EventScope): Promise<SponsorCard[]> {
  return rememberOfEvent(ctx, scope.eventId, 'sponsors', () => loadSponsors(ctx, scope));
}

async function loadSponsors(ctx: Ctx, scope: EventScope): Promise<SponsorCard[]> {
  const rows = await ctx.db
    .selectFrom('sponsors')
    .leftJoin('pictures', 'pictures.id', 'sponsors.logoId')
    .select(['number', 'name', 'url', 'type', 'level', 'picture'])
    .where('eventId', '=', scope.eventId)
    .orderBy('level')
    .orderBy('sponsors.id')
    .execute();
  return rows.map(({ picture, ...row }) => ({
    ...row,
    url: webAddress(row.url),
    logo: presentPicture(picture, 'logo', row.name),
  }));
}
