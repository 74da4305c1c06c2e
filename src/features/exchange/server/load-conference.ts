/** Reading a whole conference from the database, in a handful of statements. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { type EventState, shownCall } from '#features/events/event.ts';
import type { SessionState } from '#features/sessions/session.ts';
import type {
  ConferenceCall,
  ConferenceCopyright,
  ConferenceEvent,
  ConferenceForm,
  ConferenceLink,
  MediaRef,
} from '../conference.ts';
import type { Known, KnownConference, StoredFile } from '../known-conference.ts';

type Media = { refs: Map<number, MediaRef>; files: Map<string, StoredFile> };

/** Everything about the event. @throws NotFound when it went away in between */
export async function loadConference(ctx: Ctx, scope: EventScope): Promise<KnownConference> {
  const { db } = ctx;
  const { eventId } = scope;
  const event = await db
    .selectFrom('events')
    .innerJoin('organizers', 'organizers.id', 'events.organizerId')
    .selectAll('events')
    .select('organizers.slug as organizerSlug')
    .where('events.id', '=', eventId)
    .executeTakeFirst();
  if (!event) throw new NotFound('not_found.event');
  const of = <T extends 'media' | 'tracks' | 'rooms' | 'sessionTypes' | 'speakers' | 'sessions' | 'sponsors'>(
    table: T,
  ) =>
    db
      .selectFrom(table as 'tracks')
      .selectAll()
      .where('eventId', '=', eventId)
      .orderBy('id');
  const media = readMedia(
    await db.selectFrom('media').selectAll().where('eventId', '=', eventId).orderBy('id').execute(),
  );
  const tracks = await of('tracks').execute();
  const rooms = await db
    .selectFrom('rooms')
    .selectAll()
    .where('eventId', '=', eventId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const sessionTypes = await db
    .selectFrom('sessionTypes')
    .selectAll()
    .where('eventId', '=', eventId)
    .orderBy('id')
    .execute();
  const speakers = await db.selectFrom('speakers').selectAll().where('eventId', '=', eventId).orderBy('id').execute();
  const sessions = await db.selectFrom('sessions').selectAll().where('eventId', '=', eventId).orderBy('id').execute();
  const sponsors = await db.selectFrom('sponsors').selectAll().where('eventId', '=', eventId).orderBy('id').execute();
  const links = await db
    .selectFrom('sessionSpeakers')
    .innerJoin('sessions', 'sessions.id', 'sessionSpeakers.sessionId')
    .innerJoin('speakers', 'speakers.id', 'sessionSpeakers.speakerId')
    .select(['sessionSpeakers.sessionId', 'speakers.number'])
    .where('sessions.eventId', '=', eventId)
    .orderBy('sessionSpeakers.sessionId')
    .orderBy('sessionSpeakers.position')
    .execute();

  const keyed = <T extends { number: number }>(row: T): T & { key: string } => ({ ...row, key: String(row.number) });
  const keyById = (rows: { id: number; number: number }[]) => new Map(rows.map((row) => [row.id, String(row.number)]));
  const keys = { track: keyById(tracks), room: keyById(rooms), type: keyById(sessionTypes) };
  const lookup = (map: Map<number, string>, id: number | null): string | null =>
    id === null ? null : (map.get(id) ?? null);
  const ref = (id: number | null): MediaRef | null => (id === null ? null : (media.refs.get(id) ?? null));
  const speakersOf = new Map<number, string[]>();
  for (const link of links) {
    const list = speakersOf.get(link.sessionId);
    if (list) list.push(String(link.number));
    else speakersOf.set(link.sessionId, [String(link.number)]);
  }
  const { organizerSlug, slug, hue, version } = event;
  return {
    event: eventOf(event, ref),
    tracks: tracks.map(keyed),
    rooms: rooms.map(keyed),
    sessionTypes: sessionTypes.map(keyed),
    speakers: speakers.map((row) => ({ ...keyed(row), photo: ref(row.photoId), links: row.links as ConferenceLink[] })),
    sessions: sessions.map((row) => ({
      ...keyed(row),
      state: row.state as SessionState,
      type: lookup(keys.type, row.sessionTypeId),
      track: lookup(keys.track, row.trackId),
      room: lookup(keys.room, row.roomId),
      speakers: speakersOf.get(row.id) ?? [],
      picture: ref(row.pictureId),
      slides: ref(row.slidesId),
      audio: ref(row.audioId),
      video: ref(row.videoId),
      links: row.links as ConferenceLink[],
      attachments: row.attachments as ConferenceLink[],
    })),
    sponsors: sponsors.map((row) => ({ ...keyed(row), logo: ref(row.logoId) })),
    files: media.files,
    place: { slug, hue, version, organizerSlug },
  };
}

type EventRow = Omit<
  Known<ConferenceEvent>,
  'key' | 'state' | 'logo' | 'header' | 'socialLinks' | 'copyright' | 'callForSpeakers' | 'sessionForm' | 'speakerForm'
> & {
  state: string;
  slug: string;
  logoId: number | null;
  headerId: number | null;
  socialLinks: unknown;
  copyright: unknown;
  callForSpeakers: unknown;
  sessionForm: unknown;
  speakerForm: unknown;
};

function eventOf(row: EventRow, ref: (id: number | null) => MediaRef | null): Known<ConferenceEvent> {
  return {
    ...row,
    key: row.sourceKey || row.slug,
    acronym: row.acronym || row.slug,
    state: row.state as EventState,
    logo: ref(row.logoId),
    header: ref(row.headerId),
    socialLinks: row.socialLinks as ConferenceLink[],
    copyright: row.copyright as ConferenceCopyright | null,
    callForSpeakers: shownCall(row.callForSpeakers as ConferenceCall | null),
    sessionForm: row.sessionForm as ConferenceForm | null,
    speakerForm: row.speakerForm as ConferenceForm | null,
  };
}

type MediaRow = {
  id: number;
  storageKey: string | null;
  url: string | null;
  fileName: string;
  contentType: string;
  bytes: number;
  sha256: string;
  sourceUrl: string;
  bare: boolean | null;
  cleanSha256: string;
};

function readMedia(rows: MediaRow[]): Media {
  const media: Media = { refs: new Map(), files: new Map() };
  for (const row of rows) {
    if (row.url !== null) {
      media.refs.set(row.id, { url: row.url });
      continue;
    }
    const ending = /\.[A-Za-z0-9]{1,8}$/.exec(row.fileName)?.[0] ?? '';
    const file = media.files.has(row.fileName) || !row.fileName ? `media/${row.id}${ending}` : row.fileName;
    media.refs.set(row.id, { file });
    const { id, storageKey, contentType, bytes, sha256, sourceUrl, bare, cleanSha256 } = row;
    media.files.set(file, {
      mediaId: id,
      storageKey: storageKey as string,
      contentType,
      bytes,
      sha256,
      sourceUrl,
      bare,
      cleanSha256,
    });
  }
  return media;
}
