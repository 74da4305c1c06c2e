/** The demo's programme: an Open Event archive that lies unpacked in `demo`, read as any other. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Reading } from '#features/exchange/conference.ts';
import { carriedFile } from '#features/exchange/server/make-carried-file.ts';
import { readUnpacked } from '#features/exchange/server/read-conference.ts';

/** By which installations know the event of their demo. */
const KEY = '1';

const FOLDER = path.join(import.meta.dirname, 'demo');

/** Marginalia 2027: three days, 72 sessions, invented people. */
export async function readDemo(): Promise<Reading> {
  const files = readdirSync(FOLDER).map((name) => [name, carriedFile(readFileSync(path.join(FOLDER, name)))] as const);
  const reading = await readUnpacked(new Map(files));
  return { ...reading, conference: { ...reading.conference, event: { ...reading.conference.event, key: KEY } } };
}
