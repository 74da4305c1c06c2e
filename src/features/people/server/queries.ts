/** Reading speakers as the public sees them: those with a session that is on, or that the organiser features. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { presentPicture } from '#features/media/picture.ts';
import { SPEAKER_DETAILS, type SpeakerDetails } from '#features/people/speaker.ts';
import type { SpeakerCard, SpeakerView } from '#features/people/speaker-page.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Link } from '#platform/records/field.ts';
import { webAddress, webLinks } from '#platform/web-address.ts';

/** By name, featured ones first; only those of `numbers` where it is given. */
export async function listPublicSpeakers(
  ctx: Ctx,
  scope: EventScope,
  numbers?: number[],
): Promise<(SpeakerCard & { featured: boolean })[]> {
  if (numbers?.length === 0) return [];
  if (numbers === undefined)
    return rememberOfEvent(ctx, scope.eventId, 'public speakers', () => loadPublicSpeakers(ctx, scope));
  return loadPublicSpeakers(ctx, scope, numbers);
}

async function loadPublicSpeakers(
  ctx: Ctx,
  scope: EventScope,
  numbers?: number[],
): Promise<(SpeakerCard & { featured: boolean })[]> {
  const wanted = numbers
    ? publicSpeakers(ctx, scope).where('speakers.number', 'in', numbers)
    : publicSpeakers(ctx, scope);
  const rows = await wanted
    .orderBy('speakers.featured', 'desc')
    .orderBy('speakers.name')
    .orderBy('speakers.id')
    .execute();
  return rows.map((row) => ({ ...presentSpeaker(row), featured: row.featured }));
}

/** Whether the public has speakers to look at. */
export async function hasPublicSpeakers(ctx: Ctx, scope: EventScope): Promise<boolean> {
  return rememberOfEvent(
    ctx,
    scope.eventId,
    'has public speakers',
    async () => (await publicSpeakers(ctx, scope).limit(1).executeTakeFirst()) !== undefined,
  );
}

/** One speaker. Never the e-mail address or the telephone number. @throws NotFound */
export async function getPublicSpeaker(ctx: Ctx, scope: EventScope, number: number): Promise<SpeakerView> {
  const row = await publicSpeakers(ctx, scope)
    .select(SPEAKER_DETAILS.map((name) => `speakers.${name}` as const))
    .select('speakers.links')
    .where('speakers.number', '=', number)
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.speaker', { number });
  const details = Object.fromEntries(SPEAKER_DETAILS.map((name) => [name, row[name]])) as SpeakerDetails;
  return {
    ...presentSpeaker(row),
    ...details,
    website: webAddress(row.website),
    links: webLinks(row.links as Link[]),
  };
}

/** The file that is a speaker's photo; null for none, or where there is no such speaker. */
export async function findPhotoId(ctx: Ctx, { eventId }: EventScope, number: number): Promise<number | null> {
  const row = await ctx.db
    .selectFrom('speakers')
    .select('photoId')
    .where('eventId', '=', eventId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.photoId ?? null;
}

function publicSpeakers(ctx: Ctx, { eventId }: EventScope) {
  return ctx.db
    .selectFrom('speakers')
    .leftJoin('pictures', 'pictures.id', 'speakers.photoId')
    .select([
      'speakers.id',
      'speakers.number',
      'speakers.name',
      'speakers.position',
      'speakers.organisation',
      'speakers.featured',
      'pictures.picture',
    ])
    .where('speakers.eventId', '=', eventId)
    .where((eb) =>
      eb.or([
        eb('speakers.featured', '=', true),
        eb.exists(
          eb
            .selectFrom('sessionSpeakers')
            .innerJoin('sessions', 'sessions.id', 'sessionSpeakers.sessionId')
            .select('sessions.id')
            .whereRef('sessionSpeakers.speakerId', '=', 'speakers.id')
            .where('sessions.state', 'in', ['accepted', 'confirmed']),
        ),
      ]),
    );
}

type Row = Awaited<ReturnType<ReturnType<typeof publicSpeakers>['execute']>>[number];

function presentSpeaker(row: Row): SpeakerCard {
  const { number, name, position, organisation, picture } = row;
  return { number, name, position, organisation, picture: presentPicture(picture, 'speaker') };
}

/**
 * Speakers of accepted sessions who can be written to, each address once. For mails; never for pages. Call it after
 * authorising.
 */
export async function listSpeakersToNotify(
  ctx: Ctx,
  { eventId }: { eventId: number },
): Promise<{ name: string; email: string }[]> {
  const rows = await ctx.db
    .selectFrom('speakers')
    .select(['name', 'email'])
    .where('eventId', '=', eventId)
    .where('email', 'like', '%_@_%')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('sessionSpeakers')
          .innerJoin('sessions', 'sessions.id', 'sessionSpeakers.sessionId')
          .select('sessions.id')
          .whereRef('sessionSpeakers.speakerId', '=', 'speakers.id')
          .where('sessions.state', 'in', ['accepted', 'confirmed']),
      ),
    )
    .orderBy('number')
    .execute();
  return [...new Map(rows.map((row) => [row.email.toLowerCase(), row] as const).reverse()).values()].reverse();
}
