/** What a thing is where its source says nothing. */
import type {
  ConferenceEvent,
  ConferenceRoom,
  ConferenceSession,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceSponsor,
  ConferenceTrack,
} from './conference.ts';

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

export const BLANK_TRACK: Blank<ConferenceTrack, 'name'> = { description: '', color: '' };
export const BLANK_ROOM: Blank<ConferenceRoom, 'name'> = {
  floor: '',
  latitude: null,
  longitude: null,
  capacity: null,
  guid: '',
};
export const BLANK_SESSION_TYPE: Blank<ConferenceSessionType, 'name'> = { minutes: null };
export const BLANK_SPONSOR: Blank<ConferenceSponsor, 'name'> = {
  description: '',
  url: '',
  type: '',
  level: null,
  logo: null,
};

export const BLANK_SPEAKER: Blank<ConferenceSpeaker, 'name'> = {
  guid: '',
  code: '',
  email: '',
  mobile: '',
  photo: null,
  organisation: '',
  position: '',
  country: '',
  shortBiography: '',
  biography: '',
  website: '',
  links: [],
  featured: false,
};

/** A session in a file is one that takes place, unless the file says otherwise. */
export const BLANK_SESSION: Blank<ConferenceSession, 'title' | 'guid' | 'uid' | 'updatedAt'> = {
  code: '',
  slug: '',
  subtitle: '',
  abstract: '',
  description: '',
  language: '',
  comments: '',
  level: '',
  state: 'confirmed',
  type: null,
  track: null,
  room: null,
  speakers: [],
  startsAt: null,
  endsAt: null,
  url: '',
  signupUrl: '',
  picture: null,
  slides: null,
  audio: null,
  video: null,
  links: [],
  attachments: [],
  recordingLicence: '',
  recordingOptout: false,
  sequence: 0,
};
