/**
 * What of an event its public exports may say. Every field of every noun is listed, so a new one does not compile until
 * somebody has decided; the exports are written from what `publicConference` leaves, whatever their format.
 */
import { isCancelledState, isPublicState } from '#features/sessions/session.ts';
import type {
  Conference,
  ConferenceEvent,
  ConferenceRoom,
  ConferenceSession,
  ConferenceSessionType,
  ConferenceSpeaker,
  ConferenceSponsor,
  ConferenceTrack,
} from './conference.ts';

/** `team`: only in the organiser's own copy. */
type Readers = 'public' | 'team';
type Fields<T> = Record<keyof T, Readers>;

export const EVENT_FIELDS: Fields<ConferenceEvent> = {
  key: 'public',
  acronym: 'public',
  name: 'public',
  subtitle: 'public',
  description: 'public',
  startsAt: 'public',
  endsAt: 'public',
  timeZone: 'public',
  locationName: 'public',
  city: 'public',
  latitude: 'public',
  longitude: 'public',
  website: 'public',
  ticketUrl: 'public',
  // The address for questions, which stands on the event's page.
  email: 'public',
  language: 'public',
  logo: 'public',
  header: 'public',
  organizerName: 'public',
  organizerDescription: 'public',
  socialLinks: 'public',
  codeOfConduct: 'public',
  copyright: 'public',
  callForSpeakers: 'public',
  type: 'public',
  topic: 'public',
  subTopic: 'public',
  dayChangeMinutes: 'public',
  timeslotMinutes: 'public',
  sessionForm: 'public',
  speakerForm: 'public',
  state: 'public',
  scheduleVersion: 'public',
  updatedAt: 'public',
};

export const TRACK_FIELDS: Fields<ConferenceTrack> = {
  key: 'public',
  number: 'public',
  name: 'public',
  description: 'public',
  color: 'public',
};

export const ROOM_FIELDS: Fields<ConferenceRoom> = {
  key: 'public',
  number: 'public',
  name: 'public',
  floor: 'public',
  latitude: 'public',
  longitude: 'public',
  capacity: 'public',
  guid: 'public',
};

export const SESSION_TYPE_FIELDS: Fields<ConferenceSessionType> = {
  key: 'public',
  number: 'public',
  name: 'public',
  minutes: 'public',
};

export const SPEAKER_FIELDS: Fields<ConferenceSpeaker> = {
  key: 'public',
  number: 'public',
  guid: 'public',
  code: 'public',
  name: 'public',
  email: 'team',
  mobile: 'team',
  photo: 'public',
  organisation: 'public',
  position: 'public',
  country: 'public',
  shortBiography: 'public',
  biography: 'public',
  website: 'public',
  links: 'public',
  featured: 'public',
};

export const SESSION_FIELDS: Fields<ConferenceSession> = {
  key: 'public',
  number: 'public',
  guid: 'public',
  uid: 'public',
  code: 'public',
  slug: 'public',
  title: 'public',
  subtitle: 'public',
  abstract: 'public',
  description: 'public',
  language: 'public',
  // "Notes for the team" in the form.
  comments: 'team',
  level: 'public',
  state: 'public',
  type: 'public',
  track: 'public',
  room: 'public',
  speakers: 'public',
  startsAt: 'public',
  endsAt: 'public',
  url: 'public',
  signupUrl: 'public',
  picture: 'public',
  slides: 'public',
  audio: 'public',
  video: 'public',
  links: 'public',
  attachments: 'public',
  recordingLicence: 'public',
  recordingOptout: 'public',
  sequence: 'public',
  updatedAt: 'public',
};

export const SPONSOR_FIELDS: Fields<ConferenceSponsor> = {
  key: 'public',
  number: 'public',
  name: 'public',
  description: 'public',
  url: 'public',
  type: 'public',
  level: 'public',
  logo: 'public',
};

/** What stands in a public copy for a field that is the team's. */
const BLANK = '';

/**
 * The conference as everybody may know it: without the team's fields, without sessions that were never announced and
 * without speakers who have none. A field that is not listed is left out.
 */
export function publicConference(conference: Conference): Conference {
  const sessions = conference.sessions.filter(({ state }) => isPublicState(state) || isCancelledState(state));
  const listed = new Set(sessions.flatMap((session) => session.speakers));
  return {
    event: open(conference.event, EVENT_FIELDS),
    tracks: conference.tracks.map((track) => open(track, TRACK_FIELDS)),
    rooms: conference.rooms.map((room) => open(room, ROOM_FIELDS)),
    sessionTypes: conference.sessionTypes.map((type) => open(type, SESSION_TYPE_FIELDS)),
    speakers: conference.speakers
      .filter((speaker) => listed.has(speaker.key))
      .map((speaker) => open(speaker, SPEAKER_FIELDS)),
    sessions: sessions.map((session) => open(session, SESSION_FIELDS)),
    sponsors: conference.sponsors.map((sponsor) => open(sponsor, SPONSOR_FIELDS)),
  };
}

function open<T extends object>(thing: T, fields: Fields<T>): T {
  const out: Partial<Record<keyof T, unknown>> = {};
  for (const field in fields) out[field] = fields[field] === 'public' ? thing[field] : BLANK;
  return out as T;
}
