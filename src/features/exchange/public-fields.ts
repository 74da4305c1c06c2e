/**
 * What of an event its public exports may say. Every field says in its declaration who may see it, so a new one does
 * not compile until somebody has decided; exports are written from what `publicConference` leaves, whatever their
 * format.
 */
import { isCancelledState, isPublicState } from '#features/sessions/session.ts';
import type { Fields } from '#platform/records/field.ts';
import type { Conference, ConferenceEvent } from './conference.ts';
import { NOUN_FIELDS } from './nouns.ts';

/** `team`: only in the organiser's own copy. */
type Readers = 'public' | 'team';

const EVENT_FIELDS: Record<keyof ConferenceEvent, Readers> = {
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
    event: publicEvent(conference.event),
    tracks: conference.tracks.map((track) => publicPart(track, NOUN_FIELDS.tracks)),
    rooms: conference.rooms.map((room) => publicPart(room, NOUN_FIELDS.rooms)),
    sessionTypes: conference.sessionTypes.map((type) => publicPart(type, NOUN_FIELDS.sessionTypes)),
    speakers: conference.speakers
      .filter((speaker) => listed.has(speaker.key))
      .map((speaker) => publicPart(speaker, NOUN_FIELDS.speakers)),
    sessions: sessions.map((session) => publicPart(session, NOUN_FIELDS.sessions)),
    sponsors: conference.sponsors.map((sponsor) => publicPart(sponsor, NOUN_FIELDS.sponsors)),
  };
}

function publicEvent(event: ConferenceEvent): ConferenceEvent {
  const out: Partial<Record<keyof ConferenceEvent, unknown>> = {};
  for (const field of Object.keys(EVENT_FIELDS) as (keyof ConferenceEvent)[])
    out[field] = EVENT_FIELDS[field] === 'public' ? event[field] : BLANK;
  return out as ConferenceEvent;
}

/** What says which record it is, and how far it has come. */
const IDENTITY = ['key', 'number', 'sequence', 'updatedAt'];

/** A copy that holds the fields of the team as blanks. What is not declared is left out. */
function publicPart<T extends object>(record: T, fields: Fields): T {
  const open = Object.entries(record).filter(([name]) => IDENTITY.includes(name) || fields[name]);
  return Object.fromEntries(
    open.map(([name, value]) => [name, fields[name]?.seenBy.includes('public') === false ? fields[name].blank : value]),
  ) as T;
}
