/**
 * A schedule as it stands in its file, the same for schedule.xml and schedule.json. Absent is undefined, empty is ''.
 */
import type { RawDay } from './schedule-days.ts';

export type Text = string | undefined;

export type RawPerson = {
  id: Text;
  guid: Text;
  code: Text;
  name: Text;
  biography: Text;
  avatar: Text;
  url: Text;
  links?: RawLink[] | undefined;
};
export type RawLink = { title: Text; url: Text; type: Text };
export type RawTrack = { id: Text; name: Text; color: Text; description: Text };
export type RawRoom = { guid: Text; name: Text; capacity: Text; floor?: Text };

export type RawSession = {
  id: Text;
  guid: Text;
  code: Text;
  title: Text;
  subtitle: Text;
  date: Text;
  start: Text;
  duration: Text;
  /** The moment at which it ends, where the format has one. */
  end?: Text;
  room: Text;
  slug: Text;
  url: Text;
  track: Text;
  type: Text;
  language: Text;
  abstract: Text;
  description: Text;
  logo: Text;
  licence: Text;
  optout: Text;
  persons?: RawPerson[];
  links?: RawLink[];
  attachments?: RawLink[];
  /** Of the room that it stands in. */
  place: Text;
  day: RawDay;
};

export type RawSchedule = {
  /** Whether Foyer wrote it. */
  own: boolean;
  version: Text;
  acronym: Text;
  title: Text;
  subtitle: Text;
  description: Text;
  venue: Text;
  city: Text;
  start: Text;
  end: Text;
  dayChange: Text;
  timeslot: Text;
  baseUrl: Text;
  url: Text;
  logo: Text;
  /** What the event's texts are in. */
  language?: Text;
  timeZone: Text;
  tracks: RawTrack[];
  rooms: RawRoom[];
  persons: RawPerson[];
  days: RawDay[];
  sessions: RawSession[];
};
