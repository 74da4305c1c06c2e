/** Real files all the way: into the database, again with nothing to do, out again past the independent validators. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import ICAL from 'ical.js';
import { sql } from 'kysely';
import '#entry/features.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { importConference } from '#features/exchange/server/import-conference.ts';
import { loadConference } from '#features/exchange/server/load-conference.ts';
import { buildExport } from '#features/exchange/server/rebuild-exports.ts';
import { EXPORTS } from '#features/exchange/server/write-conference.ts';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { Invalid } from '#platform/errors.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import { createTestDatabase } from '#testing/database.ts';
import { readInWords as readConference } from '#testing/read-in-words.ts';

const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const skip = existsSync(path.join(shared, 'data')) ? false : `there are no real files at ${shared}`;
const folders = ['open-event', 'schedule-xml', 'schedule-json', 'xcal', 'ical', 'archives'];
const files = skip
  ? []
  : folders.flatMap((folder) => readdirSync(path.join(shared, 'data', folder)).map((name) => `${folder}/${name}`));

const database = skip ? undefined : await createTestDatabase();
const work = mkdtempSync(path.join(tmpdir(), 'foyer-acceptance-'));
after(() => rmSync(work, { recursive: true, force: true }));
const storage = createDiskStorage(path.join(work, 'files'));

/** The newest row version of every table that an import may write: it changes when any row does. */
async function fingerprint(): Promise<string> {
  const tables = [
    'events',
    'tracks',
    'rooms',
    'session_types',
    'speakers',
    'sessions',
    'session_speakers',
    'sponsors',
    'media',
  ];
  const parts: string[] = [];
  for (const table of tables) {
    const { rows } = await sql<{ print: string }>`
      select count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) || ':' || coalesce(sum(hashtextextended(ctid::text, 0)), 0) as print
      from ${sql.table(table)}`.execute(database!.db);
    parts.push(`${table} ${rows[0]?.print}`);
  }
  return parts.join('\n');
}

test('the folder holds real files', { skip }, () => assert.equal(files.length >= 20, true));

for (const file of files) {
  test(`${file} is imported whole, or refused with a reason and nothing of it stays`, { skip }, async () => {
    const ctx = database!.ctx();
    const organizer = await createOrganizer(ctx, { name: file });
    const scope = await authoriseOrganizer(ctx, organizer.slug, 'import');
    const bytes = readFileSync(path.join(shared, 'data', file));
    const before = await fingerprint();
    const reading = await readConference(bytes, { fileName: path.basename(file) }).catch(
      (error: unknown) => error as Error,
    );
    if (reading instanceof Error) {
      assert.equal(reading instanceof Invalid, true, String(reading));
      assert.equal(file.startsWith('archives/'), true, `${file} was refused: ${reading.message}`);
      assert.equal(await fingerprint(), before);
      return;
    }
    const report = await importConference(ctx, scope, { reading, storage, publish: true });
    const imported = await fingerprint();
    const again = await importConference(ctx, scope, {
      reading: await readConference(bytes, { fileName: path.basename(file) }),
      storage,
      publish: true,
    });
    assert.deepEqual([again.created, again.updated, again.withdrawn, again.event.slug], [0, 0, 0, report.event.slug]);
    assert.equal(await fingerprint(), imported);
    const event = await ctx.db
      .selectFrom('events')
      .select('id')
      .where('slug', '=', report.event.slug)
      .executeTakeFirstOrThrow();
    const known = await loadConference(ctx, await systemEventScope(ctx, event.id));
    const { conference } = reading;
    assert.deepEqual(
      [known.sessions.length, known.speakers.length, known.rooms.length, known.tracks.length],
      [conference.sessions.length, conference.speakers.length, conference.rooms.length, conference.tracks.length],
    );
    await validateExports(known, path.join(work, path.basename(file)));
  });
}

/** The same conference in several formats, the fullest first. */
const SAME_CONFERENCE: [first: string, ...others: string[]][] = [
  [
    'schedule-xml/good2025-pretalx.xml',
    'ical/good2025-pretalx.ics',
    'xcal/good2025-pretalx.xcal',
    'schedule-json/good2025-pretalx.json',
  ],
  ['schedule-xml/klimacamp-frab.xml', 'ical/klimacamp-frab.ics'],
];

for (const [first, ...others] of SAME_CONFERENCE) {
  test(
    `${first} in other formats is the same conference: nothing is withdrawn, made anew, moved or renamed`,
    { skip },
    async () => {
      const ctx = database!.ctx();
      const organizer = await createOrganizer(ctx, { name: `Again ${first}` });
      const scope = await authoriseOrganizer(ctx, organizer.slug, 'import');
      const read = (file: string) =>
        readConference(readFileSync(path.join(shared, 'data', file)), { fileName: path.basename(file) });
      const { event } = await importConference(ctx, scope, { reading: await read(first), storage });
      const row = await ctx.db
        .selectFrom('events')
        .select('id')
        .where('slug', '=', event.slug)
        .executeTakeFirstOrThrow();
      const load = async () => loadConference(ctx, await systemEventScope(ctx, row.id));
      const before = await load();
      for (const file of others) {
        const report = await importConference(ctx, scope, { reading: await read(file), storage, into: event.slug });
        const after = await load();
        assert.deepEqual(
          [report.withdrawn, after.sessions.length, after.speakers.length],
          [0, before.sessions.length, before.speakers.length],
          file,
        );
        assert.deepEqual(
          { ...after.event, updatedAt: 0, version: 0, stamp: '' },
          { ...before.event, updatedAt: 0, version: 0, stamp: '' },
          file,
        );
        const places = (known: typeof before) =>
          known.sessions.map(({ guid, title, startsAt, endsAt, state, speakers }) => ({
            guid,
            title,
            startsAt,
            endsAt,
            state,
            speakers,
          }));
        assert.deepEqual(places(after), places(before), file);
      }
    },
  );
}

test('FOSDEM 2013 in the xCal of Pentabarf starts at nine on the clocks of Brussels', { skip }, async () => {
  const { conference, repaired } = await readConference(
    readFileSync(path.join(shared, 'data/xcal/fosdem-2013-pentabarf.xml')),
  );
  const session = conference.sessions.find(({ uid }) => uid?.startsWith('1288@'));
  assert.deepEqual(
    [session?.startsAt, session?.type, conference.event.name],
    [Date.UTC(2013, 1, 3, 8), undefined, 'FOSDEM 2013'],
  );
  assert.deepEqual(
    conference.sessions.filter(({ title }) => /-$/.test(title)),
    [],
  );
  assert.equal(
    repaired.some(({ reason }) => /no offset/.test(reason)),
    false,
  );
});

async function validateExports(known: Awaited<ReturnType<typeof loadConference>>, stem: string): Promise<void> {
  const written = new Map<string, string>();
  for (const entry of EXPORTS) {
    const target = `${stem}.${entry.name}`;
    writeFileSync(target, await buildExport({ baseUrl: 'https://events.example.org', storage }, known, entry));
    written.set(entry.name, target);
  }
  const validate = (script: string, name: string): void => {
    const done = spawnSync('/usr/bin/python3', [path.join(shared, 'validators', script), written.get(name) as string], {
      encoding: 'utf8',
    });
    assert.equal(done.status, 0, `${name}: ${done.stdout}${done.stderr}`);
  };
  const scheduled = known.sessions.filter(
    (session) => session.startsAt !== null && (session.state === 'accepted' || session.state === 'confirmed'),
  );
  if (scheduled.length > 0)
    for (const [script, name] of [
      ['schedule-xml.py', 'pentabarf.xml'],
      ['xcal.py', 'calendar.xcs'],
      ['xcal.py', 'xcal.xml'],
    ] as const)
      validate(script, name);
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(written.get('calendar.ics') as string, 'utf8')));
  const events = calendar
    .getAllSubcomponents('vevent')
    .filter((event) => event.getFirstPropertyValue('status') === 'CONFIRMED');
  assert.equal(events.length, scheduled.length);
}
