/**
 * A whole conference as plain data: what every exchange format is read into and written from.
 *
 * Records point at each other by `key`, a string that is unique among records of its kind within one conference. In a
 * conference that was loaded from the database the key is the record's public number.
 */
import type { EventState } from '#features/events/event.ts';
import type { Link, MediaRef, ValuesOf } from '#platform/records/field.ts';
import type { Instant } from '#platform/time.ts';
import type { NOUN_FIELDS } from './nouns.ts';

export type { MediaRef };
export type ConferenceLink = Link;

export type ConferenceCopyright = {
  holder: string;
  holderUrl: string;
  licence: string;
  licenceUrl: string;
  year: string;
  logo: string;
};

export type ConferenceCall = {
  announcement: string;
  startsAt: Instant | null;
  endsAt: Instant | null;
};

/** Which fields a form shows and demands, by the field's Open Event name (`short_abstract`). */
export type ConferenceForm = Record<string, { include: boolean; require: boolean }>;

export type ConferenceEvent = {
  key: string;
  /** Short name for addresses and file names: `fosdem-2024`. */
  acronym: string;
  name: string;
  subtitle: string;
  /** Markdown or plain text as the organiser wrote it. HTML only where the source had it; pages sanitise. */
  description: string;
  startsAt: Instant;
  endsAt: Instant;
  /** IANA name. */
  timeZone: string;
  locationName: string;
  city: string;
  latitude: number | null;
  longitude: number | null;
  /** The event's own site. */
  website: string;
  ticketUrl: string;
  email: string;
  /** BCP 47, '' when unknown. */
  language: string;
  logo: MediaRef | null;
  header: MediaRef | null;
  organizerName: string;
  organizerDescription: string;
  socialLinks: ConferenceLink[];
  codeOfConduct: string;
  copyright: ConferenceCopyright | null;
  callForSpeakers: ConferenceCall | null;
  type: string;
  topic: string;
  subTopic: string;
  /** Minutes after midnight at which a programme day ends: a session at 01:30 belongs to the evening before. */
  dayChangeMinutes: number;
  timeslotMinutes: number;
  sessionForm: ConferenceForm | null;
  speakerForm: ConferenceForm | null;
  state: EventState;
  /** What the organiser calls this state of the schedule: `0.33`, `Release 2`. */
  scheduleVersion: string;
  /** Last change of anything public. */
  updatedAt: Instant;
};

/** `key` is unique among records of its kind, `number` its public name within the event. */
type Noun<N extends keyof typeof NOUN_FIELDS> = { key: string; number: number } & ValuesOf<(typeof NOUN_FIELDS)[N]>;

export type ConferenceTrack = Noun<'tracks'>;
export type ConferenceRoom = Noun<'rooms'>;
export type ConferenceSessionType = Noun<'sessionTypes'>;
export type ConferenceSpeaker = Noun<'speakers'>;
export type ConferenceSponsor = Noun<'sponsors'>;
/** `type`, `track`, `room` and `speakers` are keys. */
export type ConferenceSession = Noun<'sessions'> & {
  /** How often time, place or state changed since it was first announced (RFC 5545 SEQUENCE). */
  sequence: number;
  updatedAt: Instant;
};

export type Conference = {
  event: ConferenceEvent;
  tracks: ConferenceTrack[];
  rooms: ConferenceRoom[];
  sessionTypes: ConferenceSessionType[];
  speakers: ConferenceSpeaker[];
  sessions: ConferenceSession[];
  sponsors: ConferenceSponsor[];
};

/**
 * What a reader can say of a record: a field that is absent is one that the format does not carry, and an import leaves
 * it alone.
 */
export type Said<T extends { key: string }, Known extends keyof T = 'key'> = Pick<T, Known | 'key'> & Partial<T>;

export type SaidConference = {
  event: Said<ConferenceEvent, 'name' | 'startsAt' | 'endsAt' | 'timeZone'>;
  tracks: Said<ConferenceTrack, 'name'>[];
  rooms: Said<ConferenceRoom, 'name'>[];
  sessionTypes: Said<ConferenceSessionType, 'name'>[];
  speakers: Said<ConferenceSpeaker, 'name'>[];
  sessions: Said<ConferenceSession, 'title'>[];
  /** Absent where the format has no sponsors. */
  sponsors?: Said<ConferenceSponsor, 'name'>[];
};

/**
 * Something the reader mended or left out. `element` names it as its author would: `session 2211 "Opening"`. `reason`
 * is a stored text: `wordRemarks` words it.
 */
export type Remark = { element: string; reason: string };

export const FORMATS = ['open-event', 'schedule-xml', 'schedule-json', 'icalendar', 'xcal', 'xcal-rfc6321'] as const;
export type FormatName = (typeof FORMATS)[number];

/**
 * What of the event a reader had to put in because the file does not say it. It makes a new event whole, and is no
 * change of one that is there.
 */
export type Guessed = {
  name?: true;
  acronym?: true;
  timeZone?: true;
  /** Taken from the sessions, or the clock of a day that was named without one (`2027-05-08`, in the event's zone). */
  start?: 'sessions' | { day: string };
  end?: 'sessions' | { day: string };
  /** The file says nothing of sessions, as an event that stands in a calendar as one entry. */
  sessions?: true;
};

/** A file that came along. It stands nowhere in memory: `read` fetches it from where the archive is, each time. */
export type CarriedFile = { size: number; sha256: string; read: () => Promise<Uint8Array> };

export type Reading = {
  format: FormatName;
  /** Within the format: `dash`, `snake`, `server`, `pretalx`, `frab`. */
  dialect: string;
  conference: SaidConference;
  /** Files that came along, by the name that `MediaRef.file` uses. */
  files: Map<string, CarriedFile>;
  /** Of a file that Foyer wrote: the address that its event had there, '' where the file does not tell. */
  ownEventUrl?: string;
  guessed?: Guessed;
  /** Reads the same file with its times in the zone of the event that it is of, where the file names none. */
  readAgain?: (timeZone: string) => Promise<Reading>;
  repaired: Remark[];
  skipped: Remark[];
};
