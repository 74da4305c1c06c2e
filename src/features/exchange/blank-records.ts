/** What a record is where its source says nothing. */
import { type BlankOf, blankOf } from '#platform/records/field.ts';
import type { ConferenceEvent } from './conference.ts';
import { NOUN_FIELDS } from './nouns.ts';

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

export const BLANK_TRACK = blankOf(NOUN_FIELDS.tracks);
export const BLANK_ROOM = blankOf(NOUN_FIELDS.rooms);
export const BLANK_SESSION_TYPE = blankOf(NOUN_FIELDS.sessionTypes);
export const BLANK_SPONSOR = blankOf(NOUN_FIELDS.sponsors);
export const BLANK_SPEAKER = blankOf(NOUN_FIELDS.speakers);
/** A session also needs a GUID and a UID of its own. */
export const BLANK_SESSION: Omit<BlankOf<typeof NOUN_FIELDS.sessions>, 'guid' | 'uid'> & { sequence: number } = {
  ...blankOf(NOUN_FIELDS.sessions),
  sequence: 0,
};
