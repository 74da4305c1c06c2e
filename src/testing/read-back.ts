/** Writing a conference and reading it again, and what both sides agree to compare. */
import assert from 'node:assert/strict';
import { completeConference } from './complete-conference.ts';
import type { Conference, ConferenceSession } from '#features/exchange/conference.ts';
import { cleanBlock, cleanLine } from '#features/exchange/server/formats/clean-text.ts';
import { writableLine, writableText } from '#features/exchange/server/formats/writable-text.ts';
import { readConference } from '#features/exchange/server/read-conference.ts';
import { findExport } from '#features/exchange/server/write-conference.ts';
import type { Instant } from '#platform/time.ts';
import { inMemory } from './unzip.ts';

/** What every export is told. */
export const OPTIONS = { baseUrl: 'https://foyer.example', eventUrl: 'https://foyer.example/e/some-event' };
/** The search for a smaller conference that fails too ends after a while. */
export const RUNS = { numRuns: 60, interruptAfterTimeLimit: 30_000 };

/** As one line, the way that readers take it. */
export const line = (text: string): string => cleanLine(writableLine(text));
/** As several lines. */
export const block = (text: string): string => cleanBlock(writableText(text));
/** Formats know no smaller part of time. */
export const seconds = (at: Instant): Instant => Math.floor(at / 1000) * 1000;
/** The session's page here. */
export const pageOf = (session: ConferenceSession): string => `${OPTIONS.eventUrl}/sessions/${session.number}`;

export type Names = { room: string | null; track: string | null; type: string | null; speakers: string[] };

/** The names of what a session points at, as they are on one line. */
export function namesIn(conference: Conference, session: ConferenceSession): Names {
  const nameOf = (records: { key: string; name: string }[], key: string | null): string | null =>
    records.find((record) => record.key === key)?.name ?? null;
  const name = (records: { key: string; name: string }[], key: string | null): string | null => {
    const found = nameOf(records, key);
    return found === null ? null : line(found);
  };
  return {
    room: name(conference.rooms, session.room),
    track: name(conference.tracks, session.track),
    type: name(conference.sessionTypes, session.type),
    speakers: session.speakers.map((key) => line(nameOf(conference.speakers, key) ?? '')),
  };
}

/** Writes the conference and reads what was written; nothing may have been skipped. */
export async function readBack(
  name: string,
  conference: Conference,
  options: object = {},
): Promise<{ read: Conference; files: Map<string, Uint8Array> }> {
  const written = await findExport(name)?.write(conference, { ...OPTIONS, ...options });
  const bytes = typeof written === 'string' ? Buffer.from(written) : (written ?? new Uint8Array());
  const { event } = conference;
  const reading = await readConference(bytes, { timeZone: event.timeZone, fileName: `${line(event.name)}.xml` });
  assert.deepEqual(reading.skipped, []);
  return { read: completeConference(reading.conference, 0), files: await inMemory(reading.files) };
}

/** The fields of `session` that `expected` has, with names in place of keys. */
export function seen(read: Conference, like: object[]): object[] {
  const fields = Object.keys(like[0] ?? {});
  return read.sessions.map((session) => pick({ ...session, ...namesIn(read, session) }, fields));
}

/** Some fields of a record. */
export function pick(record: object, fields: string[]): object {
  return Object.fromEntries(fields.map((field) => [field, (record as Record<string, unknown>)[field]]));
}

const byTitle = <T extends object>(records: T[]): T[] =>
  [...records].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** The same things, in any order. */
export function assertSame(actual: object[], expected: object[]): void {
  assert.deepEqual(byTitle(actual), byTitle(expected));
}
