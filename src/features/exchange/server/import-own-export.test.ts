/** What Foyer wrote comes back into the event that it was written of, and nothing changes. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import '#entry/features.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer, type OrganizerScope } from '#features/organizers/server/policy.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { arbitraryConference } from '#testing/arbitrary-conference.ts';
import { createTestDatabase } from '#testing/database.ts';
import type { Conference, Reading } from '../conference.ts';
import type { KnownConference } from '../known-conference.ts';
import { carriedFile } from './make-carried-file.ts';
import { importConference } from './import-conference.ts';
import { loadConference } from './load-conference.ts';
import { makeDemoConference } from '#testing/demo/make-demo-conference.ts';
import { readConference } from './read-conference.ts';
import { buildExport } from './rebuild-exports.ts';
import { type ExportOptions, findExport } from './write-conference.ts';

const database = await createTestDatabase();
const work = mkdtempSync(path.join(tmpdir(), 'foyer-own-'));
after(() => rmSync(work, { recursive: true, force: true }));
const storage = createDiskStorage(path.join(work, 'files'));
const SETTING = { baseUrl: 'https://foyer.example', storage };

const EXPORTS: [name: string, options: Partial<ExportOptions>][] = [
  ['open-event.zip', { dialect: 'dash' }],
  ['open-event.zip', { dialect: 'snake' }],
  ['open-event.zip', { includePrivate: true }],
  ['pentabarf.xml', {}],
  ['pentabarf.xml', { client: 'fosdem' }],
  ['schedule.json', {}],
  ['calendar.ics', {}],
  ['calendar.xcs', {}],
  ['calendar.xcs', { times: 'offset' }],
  ['xcal.xml', {}],
];

/** A small picture, told from others by what follows it. */
const picture = (name: string): Uint8Array =>
  Buffer.concat([
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
    Buffer.from(name),
  ]);

type Foyer = { scope: OrganizerScope; slug: string; known: () => Promise<KnownConference> };

/** An event of an organizer of its own, brought in as a file of another program would be. */
async function bringIn(conference: Conference): Promise<Foyer> {
  const ctx = database.ctx();
  const organizer = await createOrganizer(ctx, { name: 'Foyer' });
  const scope = await authoriseOrganizer(ctx, organizer.slug, 'import');
  const names = JSON.stringify(conference).matchAll(/"file":"([^"]+)"/g);
  const files = new Map([...names].map(([, name]) => [name as string, carriedFile(picture(name as string))]));
  const reading: Reading = { format: 'open-event', dialect: 'demo', conference, files, repaired: [], skipped: [] };
  const { event } = await importConference(ctx, scope, { reading, storage, publish: true });
  const { id } = await ctx.db
    .selectFrom('events')
    .select('id')
    .where('slug', '=', event.slug)
    .executeTakeFirstOrThrow();
  return { scope, slug: event.slug, known: async () => loadConference(ctx, await systemEventScope(ctx, id)) };
}

async function assertNothingNew({ scope, slug, known }: Foyer): Promise<void> {
  const before = await known();
  for (const [name, options] of EXPORTS) {
    const file = findExport(name);
    assert.ok(file);
    const reading = await readConference(await buildExport(SETTING, before, file, options), { fileName: name });
    assert.equal(reading.ownEventUrl, `https://foyer.example/e/${slug}`);
    const report = await importConference(database.ctx(), scope, { reading, into: slug, storage, publish: true });
    const { created, updated, withdrawn } = report;
    assert.deepEqual(
      { created, updated, withdrawn },
      { created: 0, updated: 0, withdrawn: 0 },
      `${name} ${JSON.stringify(options)}`,
    );
    assert.equal((await known()).place.version, before.place.version, name);
  }
  assert.deepEqual(await known(), before);
}

describe('an export that comes back unchanged changes nothing', () => {
  test('of the demo conference', async () => {
    await assertNothingNew(await bringIn(makeDemoConference()));
  });

  test('of a conference with pictures, slides, markup, drafts and sessions without times', async () => {
    const conference = makeDemoConference({ sessions: 20 });
    Object.assign(conference.event, {
      logo: { file: 'logo.png' },
      header: { url: 'https://host.example/header.png' },
      scheduleVersion: '',
      dayChangeMinutes: 240,
    });
    Object.assign(conference.speakers[0] ?? {}, {
      photo: { file: 'face.png' },
      name: '"Ace" O\'Fern\\n',
      links: [{ title: 'My code', url: 'https://github.com/ace' }],
    });
    Object.assign(conference.sponsors[0] ?? {}, { logo: { file: 'sponsor.png' } });
    const [first, second, third, fourth, fifth] = conference.sessions;
    Object.assign(first ?? {}, {
      abstract: '<p>One <b>two</b></p>',
      description: 'More',
      picture: { file: 'a.png' },
      slides: { file: 'b.pdf' },
    });
    Object.assign(second ?? {}, { state: 'accepted', track: null, room: null, startsAt: null, endsAt: null });
    Object.assign(third ?? {}, { state: 'draft' });
    Object.assign(fourth ?? {}, { state: 'accepted', room: null, track: null, url: 'https://elsewhere.example/4' });
    Object.assign(fifth ?? {}, { state: 'withdrawn', sequence: 3 });
    await assertNothingNew(await bringIn(conference));
  });

  test('of conferences such as nobody would plan', async () => {
    for (const conference of fc.sample(arbitraryConference, { numRuns: 8, seed: 7 }))
      await assertNothingNew(await bringIn(conference));
  });

  test('of an event without any session, where the format can say that', async () => {
    const foyer = await bringIn(makeDemoConference({ sessions: 0 }));
    const reading = await readConference(
      await buildExport(SETTING, await foyer.known(), findExport('open-event.zip')!),
      {},
    );
    const report = await importConference(database.ctx(), foyer.scope, { reading, into: foyer.slug, storage });
    assert.deepEqual([report.created, report.updated, report.withdrawn], [0, 0, 0]);
  });
});

describe('an export that comes back changed', () => {
  test('changes what was changed in it and nothing else', async () => {
    const foyer = await bringIn(makeDemoConference({ sessions: 12 }));
    const before = await foyer.known();
    const target = before.sessions.find((session) => session.state === 'confirmed' && session.room !== null);
    assert.ok(target);
    const text = (await buildExport(SETTING, before, findExport('calendar.ics')!)).toString().replaceAll('\r\n ', '');
    const changed = text.replace(`:${target.title.replaceAll(',', '\\,')}\r\n`, ':Another title\r\n');
    assert.notEqual(changed, text);
    const reading = await readConference(Buffer.from(changed), {});
    const report = await importConference(database.ctx(), foyer.scope, { reading, into: foyer.slug, storage });
    assert.deepEqual([report.created, report.updated, report.withdrawn], [0, 1, 0]);
    const after = await foyer.known();
    const expected = before.sessions.map((session) =>
      session.id === target.id ? { ...session, title: 'Another title' } : session,
    );
    const plain = (sessions: typeof expected) =>
      sessions.map(({ updatedAt: _, ...session }) => ({ ...session, version: 0 }));
    assert.deepEqual(plain(after.sessions), plain(expected));
  });

  test('withdraws a session that was taken out of it', async () => {
    const foyer = await bringIn(makeDemoConference({ sessions: 12 }));
    const text = (await buildExport(SETTING, await foyer.known(), findExport('calendar.ics')!)).toString();
    const shorter = text.replace(/BEGIN:VEVENT[\s\S]*?END:VEVENT\r\n/, '');
    const report = await importConference(database.ctx(), foyer.scope, {
      reading: await readConference(Buffer.from(shorter), {}),
      into: foyer.slug,
      storage,
    });
    assert.deepEqual([report.created, report.updated, report.withdrawn], [0, 1, 1]);
  });
});

test('stored files have their address in the formats that can only point at them', async () => {
  const conference = makeDemoConference({ sessions: 3 });
  const session = conference.sessions.find(({ state, startsAt }) => state === 'confirmed' && startsAt !== null);
  Object.assign(session ?? {}, { picture: { file: 'a.png' } });
  const foyer = await bringIn(conference);
  const known = await foyer.known();
  const [stored] = [...known.files.values()];
  assert.ok(stored);
  const address = `https://foyer.example/media/${stored.mediaId}/${stored.sha256.slice(0, 16)}`;
  for (const [name, said] of [
    ['pentabarf.xml', `<logo>${address}</logo>`],
    ['schedule.json', `"logo":"${address}"`],
  ] as const) {
    const text = (await buildExport(SETTING, known, findExport(name)!)).toString();
    assert.equal(text.split(said).length, 2, name);
  }
});

test('a calendar of another program withdraws what has a time and is missing, not what has none', async () => {
  const foyer = await bringIn(makeDemoConference({ sessions: 12 }));
  await sql`update sessions set starts_at = null, ends_at = null where event_id = (select id from events where slug = ${foyer.slug}) and number = 2`.execute(
    database.db,
  );
  const text = (await buildExport(SETTING, await foyer.known(), findExport('calendar.ics')!)).toString();
  const foreign = text.replace(/^PRODID:.*$/m, 'PRODID:-//Tide//EN').replace(/BEGIN:VEVENT[\s\S]*?END:VEVENT\r\n/, '');
  const report = await importConference(database.ctx(), foyer.scope, {
    reading: await readConference(Buffer.from(foreign), {}),
    into: foyer.slug,
    storage,
  });
  assert.equal(report.withdrawn, 1);
});

test('a file of ours of more than 16 MiB can be read back, whatever its format', async () => {
  const demo = makeDemoConference({ sessions: 300 });
  const options = { baseUrl: SETTING.baseUrl, eventUrl: `${SETTING.baseUrl}/e/long` };
  const text = 'All that there is to say. '.repeat(2400);
  const conference = { ...demo, sessions: demo.sessions.map((session) => ({ ...session, abstract: text })) };
  for (const name of ['pentabarf.xml', 'schedule.json', 'calendar.ics', 'calendar.xcs', 'xcal.xml']) {
    const written = Buffer.from((await findExport(name)?.write(conference, options)) ?? '');
    assert.ok(written.byteLength > 16 * 1024 * 1024, `${name}: ${written.byteLength}`);
    const { conference: back } = await readConference(written);
    assert.deepEqual(new Set(back.sessions.map(({ abstract }) => abstract)), new Set([text.trim()]), name);
  }
});
