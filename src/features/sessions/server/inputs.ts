/** What may be said of sessions, rooms, tracks and session types. */
import type { Instant } from '#platform/time.ts';
import type { SessionState } from '../session.ts';

/** Rooms, tracks, types and speakers by their number within the event. */
export type SessionChange = Partial<{
  title: string;
  subtitle: string;
  abstract: string;
  description: string;
  state: SessionState;
  startsAt: Instant | null;
  endsAt: Instant | null;
  room: number | null;
  track: number | null;
  type: number | null;
  /** In the order in which they are named; each counts once. */
  speakers: number[];
  language: string;
  level: string;
  comments: string;
  signupUrl: string;
  /** Addresses elsewhere on the web, '' for none; an uploaded file gives way to it. */
  slidesUrl: string;
  videoUrl: string;
}>;

export type RoomValues = { name: string; floor: string; capacity: number | null };
export type TrackValues = { name: string; description: string; color: string };
export type SessionTypeValues = { name: string; minutes: number | null };
