/** A demo of another size, as if it had been read from a file. */
import type { Reading } from '#features/exchange/conference.ts';
import { makeDemoConference } from './make-demo-conference.ts';

/** The demo conference with so many sessions. */
export function demoReading(sessions: number): Reading {
  const conference = makeDemoConference({ sessions });
  return { format: 'open-event', dialect: 'demo', conference, files: new Map(), repaired: [], skipped: [] };
}
