/** The nouns that a conference holds beside its event, each with its declared fields. */
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { ROOM_FIELDS } from '#features/sessions/room.ts';
import { SESSION_FIELDS } from '#features/sessions/session-fields.ts';
import { SESSION_TYPE_FIELDS } from '#features/sessions/session-type.ts';
import { TRACK_FIELDS } from '#features/sessions/track.ts';
import { SPONSOR_FIELDS } from '#features/sponsors/sponsor.ts';

export const NOUN_FIELDS = {
  tracks: TRACK_FIELDS,
  rooms: ROOM_FIELDS,
  sessionTypes: SESSION_TYPE_FIELDS,
  speakers: SPEAKER_FIELDS,
  sessions: SESSION_FIELDS,
  sponsors: SPONSOR_FIELDS,
} as const;
