/** What may be said of a session, and how much of it. */
import { z } from 'zod';
import { SESSION_STATES } from '../session.ts';

export const SESSION_LIMITS = { title: 300, subtitle: 300, text: 100_000 } as const;

const instant = z.number().int();

export const sessionChange = z
  .object({
    title: z.string().trim().min(1).max(SESSION_LIMITS.title),
    subtitle: z.string().trim().max(SESSION_LIMITS.subtitle),
    abstract: z.string().max(SESSION_LIMITS.text),
    description: z.string().max(SESSION_LIMITS.text),
    state: z.enum(SESSION_STATES),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    /** The room's number within the event. */
    room: z.number().int().positive().nullable(),
  })
  .partial();

export type SessionChange = z.infer<typeof sessionChange>;
