/** What may be said of sessions, rooms, tracks and session types, and how much of it. */
import { z } from 'zod';
import { SESSION_LIMITS, SESSION_STATES } from '../session.ts';

const instant = z.number().int();
/** A number within the event. */
const reference = z.number().int().positive();

export const sessionChange = z
  .object({
    title: z.string().trim().min(1).max(SESSION_LIMITS.title),
    subtitle: z.string().trim().max(SESSION_LIMITS.subtitle),
    abstract: z.string().max(SESSION_LIMITS.text),
    description: z.string().max(SESSION_LIMITS.text),
    state: z.enum(SESSION_STATES),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    room: reference.nullable(),
    track: reference.nullable(),
    type: reference.nullable(),
    /** In the order in which they are named; each counts once. */
    speakers: z.array(reference),
    language: z.string().trim().max(SESSION_LIMITS.word),
    level: z.string().trim().max(SESSION_LIMITS.word),
    comments: z.string().max(SESSION_LIMITS.text),
    signupUrl: z.string().max(SESSION_LIMITS.address),
    /** Addresses elsewhere on the web, '' for none; an uploaded file gives way to it. */
    slidesUrl: z.string().max(SESSION_LIMITS.address),
    videoUrl: z.string().max(SESSION_LIMITS.address),
  })
  .partial();

export type SessionChange = z.infer<typeof sessionChange>;

export type RoomValues = { name: string; floor: string; capacity: number | null };
export type TrackValues = { name: string; description: string; color: string };
export type SessionTypeValues = { name: string; minutes: number | null };
