/**
 * A calendar as it stands in its file, the same for iCalendar and both kinds of xCal. Absent is undefined, empty is ''.
 */
import type { RawZone } from './calendar-zones.ts';

type Text = string | undefined;

export type RawTime = { text: string; tzid: Text };
export type RawAttendee = { name: string; email: string };

export type RawCalendarEvent = {
  uid: Text;
  recurrenceId: Text;
  /** Whether the file says who speaks, even if it is nobody. */
  saysSpeakers?: boolean;
  /** Whether it has a rule or list of further dates. */
  repeats: boolean;
  summary: Text;
  subtitle: Text;
  abstract: Text;
  description: Text;
  start: RawTime | undefined;
  end: RawTime | undefined;
  duration: Text;
  location: Text;
  track: Text;
  type: Text;
  status: Text;
  url: Text;
  slug: Text;
  language: Text;
  attendees: RawAttendee[];
  /** What is attached, by its address; absent where nothing is. */
  attachments?: { title: Text; url: string }[];
  latitude: number | undefined;
  longitude: number | undefined;
  sequence: Text;
  lastModified: Text;
};

export type RawCalendar = {
  /** Whether Foyer wrote it. */
  own: boolean;
  name: Text;
  description: Text;
  timeZone: Text;
  url: Text;
  zones: RawZone[];
  events: RawCalendarEvent[];
};
