/** What edits by hand need to know of the tables of this feature. */
import type { RecordKind } from '#features/edits/server/load-images.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { microlocationsModified, sessionsModified } from './signals.ts';

/** Beyond so many nobody is told which. */
const NAMED = 50;

const fact = (eventId: number, numbers: number[]) => ({ eventId, ...(numbers.length > NAMED ? {} : { numbers }) });
const announceAll = (ctx: Ctx, eventId: number): Promise<void> =>
  sessionsModified.announce(ctx, 'sessions', { eventId });
const PROGRAMME = { edit: 'edit-programme', whole: 'edit-programme', remove: 'delete-programme' } as const;

export const SESSION: RecordKind = {
  noun: 'session',
  plural: 'sessions',
  table: 'sessions',
  title: 'title',
  rights: { edit: 'edit-own-sessions', whole: 'edit-programme', remove: 'delete-programme' },
  track: 'track_id',
  stamped: true,
  sequenced: ['starts_at', 'ends_at', 'room_id', 'state'],
  list: { name: 'speaker_ids', table: 'sessionSpeakers', owner: 'session_id', item: 'speaker_id' },
  refs: {
    room_id: { table: 'rooms', says: 'room' },
    track_id: { table: 'tracks', says: 'track' },
    session_type_id: { table: 'sessionTypes', says: 'type' },
    speaker_ids: { table: 'speakers', says: 'speakers' },
  },
  media: ['picture_id', 'slides_id', 'audio_id', 'video_id'],
  check: (values, before) => {
    const at = (name: string): number | null => {
      const value = name in values ? values[name] : before?.[name];
      return value === null || value === undefined ? null : new Date(value as string | Date).getTime();
    };
    const [start, end] = [at('starts_at'), at('ends_at')];
    if (start !== null && end !== null && end <= start)
      throw new Invalid('invalid.session_ends_first', [problem('endsAt', 'field.end_after_start')]);
  },
  announce: (ctx, eventId, numbers) => sessionsModified.announce(ctx, 'sessions', fact(eventId, numbers)),
};

export const ROOM: RecordKind = {
  noun: 'room',
  plural: 'rooms',
  table: 'rooms',
  title: 'name',
  rights: PROGRAMME,
  unique: true,
  letGo: [{ table: 'sessions', column: 'room_id', plural: 'sessions', moves: true }],
  announce: (ctx, eventId, numbers) => microlocationsModified.announce(ctx, 'sessions', fact(eventId, numbers)),
};

export const TRACK: RecordKind = {
  noun: 'track',
  plural: 'tracks',
  table: 'tracks',
  title: 'name',
  rights: { edit: 'edit-own-tracks', whole: 'edit-tracks', remove: 'delete-tracks' },
  track: 'id',
  unique: true,
  goWith: [{ table: 'trackMembers', column: 'track_id' }],
  letGo: [{ table: 'sessions', column: 'track_id', plural: 'sessions' }],
  announce: announceAll,
};

export const SESSION_TYPE: RecordKind = {
  noun: 'session type',
  plural: 'session types',
  table: 'sessionTypes',
  title: 'name',
  rights: PROGRAMME,
  unique: true,
  letGo: [{ table: 'sessions', column: 'session_type_id', plural: 'sessions' }],
  announce: announceAll,
};
