/** What is exported passes independent validators: for the demo conference and for real ones read from real files. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { completeConference } from '#testing/complete-conference.ts';
import type { Conference } from '#features/exchange/conference.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { readConference } from '#features/exchange/server/read-conference.ts';
import { findExport, type ExportOptions } from '#features/exchange/server/write-conference.ts';
import { arbitraryConference } from '#testing/arbitrary-conference.ts';
import { schemaErrors } from './check-schema.ts';

const SHARED = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const PYTHON = '/usr/bin/python3';
const skip = existsSync(path.join(SHARED, 'validators')) ? false : `no validators at ${SHARED}; set FOYER_SHARED`;
const OPTIONS: ExportOptions = { baseUrl: 'https://foyer.example', eventUrl: 'https://foyer.example/e/some-event' };
const MINUTE = 60_000;

const REAL_FILES = ['schedule-xml', 'schedule-json', 'ical', 'xcal', 'open-event'].flatMap((folder) => {
  const full = path.join(SHARED, 'data', folder);
  return skip ? [] : readdirSync(full).map((file) => path.join(full, file));
});

type Verdict = {
  xsd_ok?: boolean;
  xsd_kinds?: object;
  ok?: boolean;
  events: number;
  problems: object;
  error?: unknown;
};

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'foyer-exports-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function exported(name: string, conference: Conference, options: Partial<ExportOptions> = {}): Promise<string> {
  const written = await findExport(name)?.write(conference, { ...OPTIONS, ...options });
  assert.ok(written !== undefined);
  const file = path.join(folder, name);
  await writeFile(file, written);
  return file;
}

async function verdict(validator: string, file: string): Promise<Verdict> {
  const run = promisify(execFile)(PYTHON, [path.join(SHARED, 'validators', validator), file], { maxBuffer: 1 << 26 });
  const { stdout } = await run.catch((failure: { stdout: string }) => failure);
  return JSON.parse(stdout) as Verdict;
}

const scheduled = (conference: Conference): number =>
  conference.sessions.filter(
    ({ state, startsAt }) => startsAt !== null && (state === 'accepted' || state === 'confirmed'),
  ).length;

async function assertValid(conference: Conference): Promise<void> {
  const count = scheduled(conference);
  const withdrawn = conference.sessions.filter(
    ({ state, startsAt }) => startsAt !== null && state === 'withdrawn',
  ).length;
  const xml = await verdict('schedule-xml.py', await exported('schedule.xml', conference));
  assert.deepEqual(
    { ok: xml.xsd_ok, kinds: xml.xsd_kinds, events: xml.events, problems: xml.problems },
    { ok: true, kinds: {}, events: count, problems: {} },
  );
  // An event without a schedule stands in its calendars itself.
  const legacy = await verdict('xcal.py', await exported('calendar.xcs', conference));
  assert.deepEqual(
    [legacy.ok, legacy.events, legacy.problems, legacy.error],
    [true, Math.max(count, 1), {}, undefined],
  );
  const strict = await verdict('xcal.py', await exported('xcal.xml', conference));
  assert.deepEqual(
    [strict.ok, strict.events, strict.problems, strict.error],
    [true, Math.max(count + withdrawn, 1), {}, undefined],
  );
  const json: unknown = JSON.parse(await readFile(await exported('schedule.json', conference), 'utf8'));
  assert.deepEqual(schemaErrors(json, path.join(SHARED, 'data/schema/voc-schema.json')), []);
}

describe('exports pass the validators', { skip }, () => {
  test('of the demo conference', () => assertValid(makeDemoConference()));

  test('of a demo conference of a thousand sessions', () =>
    assertValid(makeDemoConference({ sessions: 1000, seed: 7 })));

  test('of a conference with a session that lasts more than a day and names no schema would like', async () => {
    const conference = makeDemoConference({ sessions: 30 });
    conference.event.acronym = 'Ärger 1';
    conference.event.name = '\u0006<Event> & "friends"';
    conference.event.website = 'javascript:alert(1)';
    for (const session of conference.sessions) Object.assign(session, { slug: 'x', code: 'abc' });
    const [first] = conference.sessions;
    assert.ok(first?.startsAt);
    first.endsAt = first.startsAt + 1501 * MINUTE;
    first.links = [
      { title: 'a\u0000b', url: 'https://example.org/ä b?[x]' },
      { title: 'gone', url: 'ftp://example.org' },
      { title: 'room', url: 'https://chat.example/#/room/#name:host.example' },
    ];
    first.attachments = [{ title: '', url: 'https://example.org/100%' }];
    await assertValid(conference);
  });

  test('of conferences such as nobody would plan', async () => {
    for (const conference of fc.sample(arbitraryConference, { numRuns: 12 })) await assertValid(conference);
  });

  test('of a conference without any session', async () => {
    const conference = makeDemoConference({ sessions: 0 });
    const xml = await verdict('schedule-xml.py', await exported('schedule.xml', conference));
    assert.deepEqual([xml.xsd_ok, xml.problems], [true, {}]);
    const calendars = await Promise.all(
      ['calendar.xcs', 'xcal.xml'].map(async (name) => verdict('xcal.py', await exported(name, conference))),
    );
    assert.deepEqual(
      calendars.map(({ ok, events, problems }) => [ok, events, problems]),
      [
        [true, 1, {}],
        [true, 1, {}],
      ],
    );
  });

  test('the JSON schema check refuses what is known to be wrong', async () => {
    const wrong: unknown = JSON.parse(
      await readFile(path.join(SHARED, 'data/schedule-json/voc-invalid-example.json'), 'utf8'),
    );
    assert.equal(
      schemaErrors(wrong, path.join(SHARED, 'data/schema/voc-schema.json')).some((error) =>
        /\/id must be integer$/.test(error),
      ),
      true,
    );
  });

  for (const file of REAL_FILES) {
    test(`of what was read from ${path.basename(file)}`, async () => {
      const reading = await readConference(await readFile(file), {
        fileName: path.basename(file),
        timeZone: 'Europe/Berlin',
      });
      await assertValid(completeConference(reading.conference, Date.UTC(2027, 0, 1)));
    });
  }
});
