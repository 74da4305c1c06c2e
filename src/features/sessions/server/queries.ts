/** Reading sessions. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { SessionState } from '#features/sessions/session.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';

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
  links: { title: string; url: string }[];
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
      'tracks.number as trackNumber', 'tracks.name as trackName', 'tracks.color as trackColor', 'rooms.number as roomNumber', 'rooms.name as roomName',
      'sessionTypes.name as typeName', 'slides.url as slidesUrl', 'video.url as videoUrl', 'audio.url as audioUrl',
    ])
    .where('sessions.eventId', '=', eventId)
    .where('sessions.number', '=', number)
    .where('sessions.state', 'in', ['accepted', 'confirmed', 'withdrawn'])
    .executeTakeFirst();
  if (!row || (row.state === 'withdrawn' && row.startsAt === null)) throw new NotFound(`There is no session ${number}`);
  const speakers = await ctx.db
    .selectFrom('sessionSpeakers')
    .innerJoin('speakers', 'speakers.id', 'sessionSpeakers.speakerId')
    .select('speakers.number')
    .where('sessionSpeakers.sessionId', '=', row.id)
    .orderBy('sessionSpeakers.position')
    .execute();
  const named = (title: string, url: string | null): { title: string; url: string }[] => (url ? [{ title, url }] : []);
  const { title, subtitle, abstract, description, startsAt, endsAt, language, level, signupUrl, recordingOptout, updatedAt } = row;
  return {
    number, title, subtitle, abstract, description, startsAt, endsAt, language, level, signupUrl, recordingOptout, updatedAt,
    state: row.state as SessionState,
    track: row.trackNumber === null ? null : { number: row.trackNumber, name: row.trackName ?? '', color: row.trackColor ?? '' },
    room: row.roomNumber === null ? null : { number: row.roomNumber, name: row.roomName ?? '' },
    type: row.typeName === null ? null : { name: row.typeName },
    speakerNumbers: speakers.map((speaker) => speaker.number),
    links: [
      ...named('Slides', row.slidesUrl),
      ...named('Video', row.videoUrl),
      ...named('Audio', row.audioUrl),
      ...(row.attachments as SessionView['links']),
      ...(row.links as SessionView['links']),
    ].filter((link) => /^https?:\/\//.test(link.url)),
  };
}
