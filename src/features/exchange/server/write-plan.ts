/** Carrying out an import plan: from records to rows, each kind in bulk through the feature that owns its table. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { EventChange } from '#features/events/server/write-event.ts';
import { mediaIdsByUrl } from '#features/media/server/queries.ts';
import { picturesModified } from '#features/media/server/signals.ts';
import { type NewMedia, writeMedia } from '#features/media/server/write-media.ts';
import { writeSpeakers } from '#features/people/server/write-speakers.ts';
import { writeRooms } from '#features/sessions/server/write-records.ts';
import { writeSessionTypes } from '#features/sessions/server/write-records.ts';
import { writeTracks } from '#features/sessions/server/write-records.ts';
import { type NewSession, writeSessions } from '#features/sessions/server/write-sessions.ts';
import { writeSponsors } from '#features/sponsors/server/write-sponsors.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { type Fields, isReference, type ValuesOf } from '#platform/records/field.ts';
import { type Instant, asDate } from '#platform/time.ts';
import type { ConferenceEvent, ConferenceSession, MediaRef } from '../conference.ts';
import type { KnownConference } from '../known-conference.ts';
import { NOUN_FIELDS } from '../nouns.ts';
import type { ImportPlan } from '../plan-import.ts';
import type { Change } from '../plan-records.ts';
import { mediaName } from './check-pictures.ts';
import type { KeptFiles } from './store-files.ts';

type MediaIds = (ref: MediaRef | null) => number | null;
type Rows<Row> = { create: Row[]; update: (Row & { id: number })[] };

/** Writes everything but the event's own row, and returns what of that row must change. */
export async function writePlan(
  ctx: Ctx,
  event: EventScope,
  plan: ImportPlan,
  known: KnownConference | null,
  files: KeptFiles,
): Promise<EventChange> {
  const mediaId = await writePlannedMedia(ctx, event, plan, known, files);
  const toRow =
    <F extends Fields>(fields: F) =>
    (values: ValuesOf<F>) =>
      rowOf(values, fields, mediaId);
  const records = {
    tracks: await writeTracks(ctx, event, rows(plan.tracks, toRow(NOUN_FIELDS.tracks))),
    rooms: await writeRooms(ctx, event, rows(plan.rooms, toRow(NOUN_FIELDS.rooms))),
    types: await writeSessionTypes(ctx, event, rows(plan.sessionTypes, toRow(NOUN_FIELDS.sessionTypes))),
    speakers: await writeSpeakers(
      ctx,
      event,
      rows(plan.speakers, (speaker) => ({
        ...rowOf(speaker, NOUN_FIELDS.speakers, mediaId),
        updatedAt: new Date(ctx.now),
      })),
    ),
  };
  await writeSponsors(ctx, event, rows(plan.sponsors, toRow(NOUN_FIELDS.sponsors)));
  await writePlannedSessions(ctx, event, plan, known, records, mediaId);
  if (plan.event.kind === 'same') return {};
  const { logo, header } = plan.event.value;
  if (plan.event.kind === 'create') return logo || header ? { logoId: mediaId(logo), headerId: mediaId(header) } : {};
  return eventValues(plan.event.value, mediaId);
}

/** The event's columns; its pictures only where their ids are known by now. */
export function eventValues(event: ConferenceEvent, mediaId: MediaIds | null) {
  const texts = pick(event, [
    'acronym',
    'name',
    'subtitle',
    'description',
    'timeZone',
    'locationName',
    'city',
    'latitude',
    'longitude',
    'website',
    'ticketUrl',
    'email',
    'language',
    'organizerName',
    'organizerDescription',
    'codeOfConduct',
    'type',
    'topic',
    'subTopic',
    'dayChangeMinutes',
    'timeslotMinutes',
    'scheduleVersion',
  ]);
  return {
    ...texts,
    sourceKey: event.key,
    startsAt: new Date(event.startsAt),
    endsAt: new Date(event.endsAt),
    socialLinks: JSON.stringify(event.socialLinks),
    copyright: asJson(event.copyright),
    callForSpeakers: asJson(event.callForSpeakers),
    sessionForm: asJson(event.sessionForm),
    speakerForm: asJson(event.speakerForm),
    ...(mediaId ? { logoId: mediaId(event.logo), headerId: mediaId(event.header) } : {}),
  };
}

async function writePlannedMedia(
  ctx: Ctx,
  event: EventScope,
  plan: ImportPlan,
  known: KnownConference | null,
  files: KeptFiles,
): Promise<MediaIds> {
  const wanted = new Map<string, NewMedia>();
  const ids = new Map<string, number>();
  const elsewhere = known ? await mediaIdsByUrl(ctx, event) : new Map<string, number>();
  for (const ref of plannedRefs(plan)) {
    const name = mediaName(ref);
    const kept = files.byName.get(name);
    if (kept?.mediaId) ids.set(name, stillThere(kept.mediaId, known));
    else if (kept)
      wanted.set(name, {
        ...pick(kept, ['storageKey', 'fileName', 'contentType', 'bytes', 'sha256', 'sourceUrl']),
        ...(kept.picture ? { picture: kept.picture } : {}),
        url: null,
      });
    else if ('file' in ref && known?.files.has(ref.file)) ids.set(name, known.files.get(ref.file)?.mediaId as number);
    else if ('url' in ref && elsewhere.has(ref.url)) ids.set(name, elsewhere.get(ref.url) as number);
    else if ('url' in ref)
      wanted.set(name, {
        storageKey: null,
        url: ref.url,
        fileName: '',
        contentType: 'application/octet-stream',
        bytes: 0,
        sha256: '',
      });
  }
  if (ids.size > 0)
    await picturesModified.announce(ctx, 'exchange', { eventId: event.eventId, mediaIds: [...new Set(ids.values())] });
  const distinct = [...new Map([...wanted].map(([name, media]) => [media.storageKey ?? name, media])).entries()];
  const written = await writeMedia(
    ctx,
    event,
    distinct.map(([, media]) => media),
  );
  const idByKey = new Map(distinct.map(([key], i) => [key, written[i] as number]));
  for (const [name, media] of wanted) ids.set(name, idByKey.get(media.storageKey ?? name) as number);
  return (ref) => (ref === null ? null : (ids.get(mediaName(ref)) ?? null));
}

/** A file that the event had before the transaction may have been let go by another import meanwhile. */
function stillThere(mediaId: number, known: KnownConference | null): number {
  if ([...(known?.files.values() ?? [])].some((file) => file.mediaId === mediaId)) return mediaId;
  throw new Conflict('import_race.same_conference');
}

/** Whether a plan puts other media in the place of some. */
export function replacesMedia({ event, speakers, sponsors, sessions }: ImportPlan): boolean {
  const changed = [event, ...speakers, ...sponsors, ...sessions].flatMap((change) =>
    change.kind === 'update' ? change.fields : [],
  );
  return changed.some((field) => MEDIA_FIELDS.includes(field));
}

const MEDIA_FIELDS = ['logo', 'header', ...Object.values(NOUN_FIELDS).flatMap(mediaNames)];

function mediaNames(fields: Fields): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.kind === 'media');
}

function plannedRefs(plan: ImportPlan): MediaRef[] {
  const event = plan.event.kind === 'same' ? [] : [plan.event.value.logo, plan.event.value.header];
  const refs = [
    ...event,
    ...plan.speakers.flatMap(({ value }) => refsOf(value, NOUN_FIELDS.speakers)),
    ...plan.sponsors.flatMap(({ value }) => refsOf(value, NOUN_FIELDS.sponsors)),
    ...plan.sessions.flatMap(({ value }) => refsOf(value, NOUN_FIELDS.sessions)),
  ];
  return refs.filter((ref): ref is MediaRef => ref !== null);
}

function refsOf<F extends Fields>(values: ValuesOf<F>, fields: F): (MediaRef | null)[] {
  return mediaNames(fields).map((name) => values[name] as MediaRef | null);
}

type Created = {
  tracks: Map<number, number>;
  rooms: Map<number, number>;
  types: Map<number, number>;
  speakers: Map<number, number>;
};

async function writePlannedSessions(
  ctx: Ctx,
  event: EventScope,
  plan: ImportPlan,
  known: KnownConference | null,
  created: Created,
  mediaId: MediaIds,
): Promise<void> {
  const idBy = (list: { number: number; id: number }[] | undefined, fresh: Map<number, number>) => {
    const ids = new Map([...(list ?? []).map((t) => [t.number, t.id] as const), ...fresh]);
    return (key: string | null): number | null => (key === null ? null : (ids.get(Number(key)) ?? null));
  };
  const trackId = idBy(known?.tracks, created.tracks);
  const roomId = idBy(known?.rooms, created.rooms);
  const typeId = idBy(known?.sessionTypes, created.types);
  const speakerId = idBy(known?.speakers, created.speakers);
  const toRow = (s: ConferenceSession): Omit<NewSession, 'number' | 'sourceKey'> => ({
    ...rowOf(s, NOUN_FIELDS.sessions, mediaId),
    trackId: trackId(s.track),
    roomId: roomId(s.room),
    sessionTypeId: typeId(s.type),
    sequence: s.sequence,
    updatedAt: new Date(s.updatedAt),
  });
  const speakers = plan.sessions
    .filter((change) => change.kind === 'create' || change.fields.includes('speakers'))
    .map(({ value }) => ({ number: value.number, speakerIds: value.speakers.flatMap((key) => speakerId(key) ?? []) }));
  const knownIds = new Map((known?.sessions ?? []).map((s) => [s.number, s.id]));
  await writeSessions(ctx, event, { ...rows(plan.sessions, toRow), speakers }, knownIds);
}

function rows<T extends { number: number }, Row extends object>(
  changes: Change<T>[],
  toRow: (value: T) => Row,
): Rows<Row & { number: number; sourceKey: string }> {
  const row = (change: Change<T>) => ({
    ...toRow(change.value),
    number: change.value.number,
    sourceKey: change.sourceKey,
  });
  return {
    create: changes.flatMap((change) => (change.kind === 'create' ? [row(change)] : [])),
    update: changes.flatMap((change) => (change.kind === 'update' ? [{ ...row(change), id: change.id }] : [])),
  };
}

/** What points at other records is written by the noun itself. */
type Reference = 'track' | 'room' | 'type' | 'speakers';
/** A row of the table of these fields; files by their ids, in columns that are named after them. */
type RowOf<F extends Fields> = {
  [
    Name in keyof F & string as F[Name]['kind'] extends Reference
      ? never
      : `${Name}${F[Name]['kind'] extends 'media' ? 'Id' : ''}`
  ]: F[Name]['kind'] extends 'media'
    ? number | null
    : F[Name]['kind'] extends 'time'
      ? Date | null
      : F[Name]['kind'] extends 'links'
        ? never
        : F[Name]['blank'];
};

function rowOf<F extends Fields>(values: ValuesOf<F>, fields: F, mediaId: MediaIds): RowOf<F> {
  const columns = Object.entries(fields).flatMap(([name, { kind }]): [string, unknown][] => {
    const value = values[name];
    if (isReference({ kind })) return [];
    if (kind === 'media') return [[`${name}Id`, mediaId(value as MediaRef | null)]];
    if (kind === 'time') return [[name, asDate(value as Instant | null)]];
    return [[name, value]];
  });
  return Object.fromEntries(columns) as RowOf<F>;
}

function pick<T extends object, K extends keyof T>(record: T, names: K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, record[name]])) as Pick<T, K>;
}

function asJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
