/** What a record is where its source says nothing. */
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import { ROOM_FIELDS, SESSION_FIELDS, SESSION_TYPE_FIELDS, TRACK_FIELDS } from '#features/sessions/fields.ts';
import { SPONSOR_FIELDS } from '#features/sponsors/sponsor.ts';
import { blankOf } from '#platform/records/field.ts';
import type { ConferenceEvent } from './conference.ts';

type Blank<T, Given extends keyof T> = Omit<T, Given | 'key' | 'number'>;

export const BLANK_EVENT: Blank<ConferenceEvent, 'name' | 'startsAt' | 'endsAt' | 'timeZone' | 'updatedAt'> = {
  acronym: '',
  subtitle: '',
  description: '',
  locationName: '',
  city: '',
  latitude: null,
  longitude: null,
  website: '',
  ticketUrl: '',
  email: '',
  language: '',
  logo: null,
  header: null,
  organizerName: '',
  organizerDescription: '',
  socialLinks: [],
  codeOfConduct: '',
  copyright: null,
  callForSpeakers: null,
  type: '',
  topic: '',
  subTopic: '',
  dayChangeMinutes: 0,
  timeslotMinutes: 15,
  sessionForm: null,
  speakerForm: null,
  state: 'draft',
  scheduleVersion: '',
};

export const BLANK_TRACK = blankOf(TRACK_FIELDS);
export const BLANK_ROOM = blankOf(ROOM_FIELDS);
export const BLANK_SESSION_TYPE = blankOf(SESSION_TYPE_FIELDS);
export const BLANK_SPONSOR = blankOf(SPONSOR_FIELDS);
export const BLANK_SPEAKER = blankOf(SPEAKER_FIELDS);
export const BLANK_SESSION = { ...blankOf(SESSION_FIELDS), sequence: 0 };
