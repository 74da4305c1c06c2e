/** Reading sessions. */
import type { EventScope } from '#features/events/server/policy.ts';
import { mediaHref } from '#features/media/picture.ts';
import type { SessionState } from '#features/sessions/session.ts';
import type { SessionLink, SessionLinkKind } from '#features/sessions/session-page.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { webAddress, webLinks } from '#platform/web-address.ts';

export type SessionView = {
  number: number;
  title: string;
  subtitle: string;
  abstract: string;
  description: string;
  state: SessionState;
  startsAt: Instant | null;
  endsAt: Instant | null;
  language: string;
  level: string;
  track: { number: number; name: string; color: string } | null;
  room: { number: number; name: string } | null;
  type: { name: string } | null;
  speakerNumbers: number[];
  links: SessionLink[];
  signupUrl: string;
  recordingOptout: boolean;
  updatedAt: Instant;
};

/** One session that the public may see: accepted, or withdrawn after it had a time. @throws NotFound */
export async function getPublicSession(ctx: Ctx, { eventId }: EventScope, number: number): Promise<SessionView> {
  const row = await ctx.db
    .selectFrom('sessions')
    .leftJoin('tracks', 'tracks.id', 'sessions.trackId')
    .leftJoin('rooms', 'rooms.id', 'sessions.roomId')
    .leftJoin('sessionTypes', 'sessionTypes.id', 'sessions.sessionTypeId')
    .leftJoin('media as slides', 'slides.id', 'sessions.slidesId')
    .leftJoin('media as video', 'video.id', 'sessions.videoId')
    .leftJoin('media as audio', 'audio.id', 'sessions.audioId')
    .selectAll('sessions')
    .select([
      'tracks.number as trackNumber',
      'tracks.name as trackName',
      'tracks.color as trackColor',
      'rooms.number as roomNumber',
      'rooms.name as roomName',
      'sessionTypes.name as typeName',
      'slides.url as slidesUrl',
      'slides.sha256 as slidesSha256',
      'video.url as videoUrl',
      'video.sha256 as videoSha256',
      'audio.url as audioUrl',
      'audio.sha256 as audioSha256',
    ])
    .where('sessions.eventId', '=', eventId)
    .where('sessions.number', '=', number)
    .where('sessions.state', 'in', ['accepted', 'confirmed', 'withdrawn'])
    .executeTakeFirst();
  if (!row || (row.state === 'withdrawn' && row.startsAt === null)) throw new NotFound('not_found.session', { number });
  const speakers = await ctx.db
    .selectFrom('sessionSpeakers')
    .innerJoin('speakers', 'speakers.id', 'sessionSpeakers.speakerId')
    .select('speakers.number')
    .where('sessionSpeakers.sessionId', '=', row.id)
    .orderBy('sessionSpeakers.position')
    .execute();
  const { title, subtitle, abstract, description, startsAt, endsAt, language, level, recordingOptout, updatedAt } = row;
  return {
    number,
    title,
    subtitle,
    abstract,
    description,
    startsAt,
    endsAt,
    language,
    level,
    recordingOptout,
    updatedAt,
    signupUrl: webAddress(row.signupUrl),
    state: row.state as SessionState,
    track:
      row.trackNumber === null
        ? null
        : { number: row.trackNumber, name: row.trackName ?? '', color: row.trackColor ?? '' },
    room: row.roomNumber === null ? null : { number: row.roomNumber, name: row.roomName ?? '' },
    type: row.typeName === null ? null : { name: row.typeName },
    speakerNumbers: speakers.map((speaker) => speaker.number),
    links: [
      ...mediaLink('slides', { id: row.slidesId, url: row.slidesUrl, sha256: row.slidesSha256 }),
      ...mediaLink('video', { id: row.videoId, url: row.videoUrl, sha256: row.videoSha256 }),
      ...mediaLink('audio', { id: row.audioId, url: row.audioUrl, sha256: row.audioSha256 }),
      ...webLinks([...(row.attachments as PlainLink[]), ...(row.links as PlainLink[])]).map(({ title, url }) => ({
        kind: null,
        title,
        url,
      })),
    ],
  };
}

type PlainLink = { title: string; url: string };

/** Where slides or a recording are found: elsewhere on the web, or with us. */
function mediaLink(
  kind: SessionLinkKind,
  media: { id: number | null; url: string | null; sha256: string | null },
): SessionLink[] {
  if (media.id === null) return [];
  const url = media.url === null ? mediaHref({ id: media.id, sha256: media.sha256 ?? '' }) : webAddress(media.url);
  return url ? [{ kind, title: '', url }] : [];
}
