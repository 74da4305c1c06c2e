import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import type { EventScope } from '#features/events/server/policy.ts';
import { publishEvent, unpublishEvent } from '#features/events/server/publish-event.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import { updateSpeakers } from '#features/people/server/write-speakers.ts';
import { transact } from '#platform/transact.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { DISCARD_OBJECTS_QUEUE } from '#platform/storage/discard-objects.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import '#platform/storage/jobs.ts';
import { readAll, type Storage } from '#platform/storage/storage.ts';
import { addProgramme, makeEvent, makeOrganizer } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { loadConference } from './load-conference.ts';
import { rebuildExports } from './rebuild-exports.ts';
import './receivers.ts';
import { serveExport, serveSmallCalendar } from './serve-export.ts';
import { EXPORTS, WRITER } from './write-conference.ts';

const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-exports-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const disk = createDiskStorage(folder);
const puts: string[] = [];
const storage: Storage = { ...disk, put: (key, ...rest) => (puts.push(key), disk.put(key, ...rest)) };
const setting = { baseUrl: 'https://foyer.example', storage };
setRuntime({ storage } as Runtime);
const NAMES = EXPORTS.map(({ name }) => name);

async function prepare(published = true): Promise<EventScope> {
  const event = await makeEvent(system, organizer, { published });
  await addProgramme(system, event, 2);
  puts.length = 0;
  return event;
}

const rename = (event: EventScope, title: string) =>
  updateSessions(system, event, { change: [{ number: 1, values: { title } }] });
const rowsOf = ({ eventId }: EventScope) =>
  db.selectFrom('eventExports').selectAll().where('eventId', '=', eventId).orderBy('name').execute();
const versionOf = async ({ eventId }: EventScope) =>
  (await db.selectFrom('events').select('version').where('id', '=', eventId).executeTakeFirstOrThrow()).version;
/** The files that are left once the background has let go of what was replaced. */
async function filesOf({ eventId }: EventScope): Promise<number> {
  await drainJobs(system, [DISCARD_OBJECTS_QUEUE]);
  return (await Array.fromAsync(storage.list(`exports/${eventId}/`))).length;
}
const serve = async (event: EventScope, name: string, variant = {}) => {
  const { body, source, contentType } = await serveExport(system, setting, event, name, variant);
  return { text: body.toString(), source, contentType };
};

describe('what stands at the public addresses is never older than the event', () => {
  for (const { name, contentType } of EXPORTS) {
    test(name, async () => {
      const event = await prepare();
      const first = await serve(event, name);
      assert.deepEqual([first.source, first.contentType], ['built', contentType]);
      await rebuildExports(system, setting, event.eventId);
      assert.deepEqual(await serve(event, name), { ...first, source: 'stored' });
      await rename(event, 'Lanterns at noon');
      if (name === 'speakers.csv')
        await updateSpeakers(system, event, { change: [{ number: 1, values: { name: 'Lanterns at noon' } }] });
      const changed = await serve(event, name);
      assert.deepEqual([changed.source, changed.text === first.text], ['built', false]);
      if (name !== 'open-event.zip') assert.equal(changed.text.includes('Lanterns at noon'), true);
      await rebuildExports(system, setting, event.eventId);
      assert.deepEqual(await serve(event, name), { ...changed, source: 'stored' });
    });
  }

  test('also for changes that follow each other at once, with nobody rebuilding', async () => {
    const event = await prepare();
    for (let n = 0; n < 10; n += 1) {
      await rename(event, `Title number ${n}`);
      assert.equal((await serve(event, 'calendar.ics')).text.includes(`Title number ${n}`), true);
    }
  });

  test('also for readers who ask while it changes: each sees what was committed before it asked', async () => {
    const event = await prepare();
    let committed = -1;
    const writer = (async () => {
      for (let n = 0; n < 15; n += 1) {
        await rename(event, `Title number ${n}.`);
        committed = n;
        if (n % 4 === 0) await rebuildExports(system, setting, event.eventId);
      }
    })();
    const readers = Array.from({ length: 3 }, async () => {
      while (committed < 14) {
        const least = committed;
        const { text } = await serve(event, 'schedule.json');
        const seen = Number(/Title number (\d+)\./.exec(text)?.[1] ?? -1);
        assert.equal(seen >= least, true, `saw ${seen} after ${least} was committed`);
      }
    });
    await Promise.all([writer, ...readers]);
  });

  test('where the stored file went missing it is built', async () => {
    const event = await prepare();
    await rebuildExports(system, setting, event.eventId);
    for (const { storageKey } of await rowsOf(event)) await storage.delete(storageKey);
    assert.equal((await serve(event, 'calendar.ics')).source, 'built');
  });

  test('a variant is built for whoever asks, and an alias is the same file', async () => {
    const event = await prepare();
    await rebuildExports(system, setting, event.eventId);
    assert.equal((await serve(event, 'pentabarf.xml', { client: 'fosdem' })).source, 'built');
    assert.deepEqual(await serve(event, 'schedule.xml'), await serve(event, 'pentabarf.xml'));
    assert.equal((await serve(event, 'schedule.xml')).source, 'stored');
  });
});

describe('a draft', () => {
  const missing = (event: EventScope) => ({ name: 'NotFound', message: `There is no event called "${event.slug}"` });

  test('has no files, not even those from when it was public', async () => {
    const event = await prepare();
    await rebuildExports(system, setting, event.eventId);
    await unpublishEvent(system, event);
    puts.length = 0;
    for (const name of NAMES) await assert.rejects(serve(event, name), missing(event));
    assert.deepEqual([await rebuildExports(system, setting, event.eventId), puts], [{ written: 0 }, []]);
    await publishEvent(system, event);
    assert.equal((await serve(event, 'calendar.ics')).source, 'built');
  });

  test('that never was public gets none built', async () => {
    const event = await prepare(false);
    await rebuildExports(system, setting, event.eventId);
    assert.deepEqual([await rowsOf(event), puts], [[], []]);
    await assert.rejects(serve(event, 'calendar.ics'), missing(event));
  });

  test('or an event that went away is nothing to do for a job that comes late', async () => {
    assert.deepEqual(await rebuildExports(system, setting, 999_999), { written: 0 });
  });

  test('and an unknown file cannot be told apart by status', async () => {
    const event = await prepare();
    for (const name of ['nothing.ics', '../calendar.ics', '', 'calendar.ics.json'])
      await assert.rejects(serve(event, name), {
        name: 'NotFound',
        message: `This event has no file "${name}"`,
      });
  });
});

describe('rebuilding', () => {
  test('writes all files, each marked with the version that it was built from', async () => {
    const event = await prepare();
    assert.deepEqual(await rebuildExports(system, setting, event.eventId), { written: NAMES.length });
    const version = await versionOf(event);
    assert.deepEqual(
      (await rowsOf(event)).map((row) => [row.name, row.eventVersion]),
      [...NAMES].sort().map((name) => [name, version]),
    );
    for (const row of await rowsOf(event)) {
      const body = await readAll((await storage.get(row.storageKey))?.body as never);
      assert.equal(body.byteLength, row.bytes);
    }
  });

  test('again without a change rewrites nothing', async () => {
    const event = await prepare();
    await rebuildExports(system, setting, event.eventId);
    const before = (await rowsOf(event)).map(({ builtAt: _at, ...row }) => row);
    puts.length = 0;
    assert.deepEqual(await rebuildExports(system, setting, event.eventId), { written: 0 });
    assert.deepEqual([(await rowsOf(event)).map(({ builtAt: _at, ...row }) => row), puts], [before, []]);
  });

  test('after a change that some files do not show only marks those as current', async () => {
    const event = await prepare();
    await rebuildExports(system, setting, event.eventId);
    const before = new Map((await rowsOf(event)).map((row) => [row.name, row]));
    puts.length = 0;
    await rename(event, 'Renamed');
    const { written } = await rebuildExports(system, setting, event.eventId);
    const version = await versionOf(event);
    const after = await rowsOf(event);
    const kept = after.filter((row) => row.storageKey === before.get(row.name)?.storageKey).map((row) => row.name);
    assert.deepEqual(
      kept,
      after.filter((row) => row.etag === before.get(row.name)?.etag).map((row) => row.name),
    );
    assert.deepEqual(
      after.map((row) => row.eventVersion),
      NAMES.map(() => version),
    );
    assert.deepEqual([written, puts.length], [NAMES.length - kept.length, NAMES.length - kept.length]);
  });

  test('leaves no file behind that nobody names', async () => {
    const event = await prepare();
    for (let n = 0; n < 4; n += 1) {
      await rename(event, `Title ${n}`);
      await rebuildExports(system, setting, event.eventId);
    }
    assert.equal(await filesOf(event), NAMES.length);
  });

  test('by one who read an older version changes nothing of the newer files', async () => {
    const event = await prepare();
    // The late one reads version n, then waits inside its first file while another builds version n + 1.
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const slow: Storage = { ...storage, put: async (...args) => (reached(), await held, storage.put(...args)) };
    const late = rebuildExports(system, { ...setting, storage: slow }, event.eventId);
    await waiting;
    await rename(event, 'The newer title');
    await rebuildExports(system, setting, event.eventId);
    const newer = await rowsOf(event);
    release();
    assert.deepEqual(await late, { written: 0 });
    assert.deepEqual(await rowsOf(event), newer);
    assert.equal(await filesOf(event), NAMES.length);
    const { source, text } = await serve(event, 'calendar.ics');
    assert.deepEqual([source, text.includes('The newer title')], ['stored', true]);
  });

  test('by several at once ends with files that are all there', async () => {
    const event = await prepare();
    await rebuildExports(system, setting, event.eventId);
    await rename(event, 'Crowded');
    await Promise.all([1, 2, 3].map(() => rebuildExports(system, setting, event.eventId)));
    for (const name of NAMES) assert.equal((await serve(event, name)).source, 'stored', name);
    assert.equal(await filesOf(event), NAMES.length);
  });

  test('in the middle of a change sees none of it', async () => {
    const event = await prepare();
    await transact(system, async (ctx) => {
      await updateSessions(ctx, event, { change: [{ number: 1, values: { title: 'Not yet' } }] });
      await rebuildExports(database.ctx(), setting, event.eventId);
      assert.equal((await serve(event, 'calendar.ics')).text.includes('Not yet'), false);
    });
    const { source, text } = await serve(event, 'calendar.ics');
    assert.deepEqual([source, text.includes('Not yet')], ['built', true]);
  });
});

test('a file of a former writer is built on the spot until it is stored anew, and readers get it again', async () => {
  const event = await prepare();
  await rebuildExports(system, setting, event.eventId);
  await db
    .updateTable('eventExports')
    .set({ writer: WRITER.version - 1, etag: 'former' })
    .where('eventId', '=', event.eventId)
    .execute();
  await db
    .updateTable('events')
    .set({ updatedAt: new Date(WRITER.since - 1) })
    .where('id', '=', event.eventId)
    .execute();
  const calendar = () => serveExport(system, setting, event, 'calendar.ics');
  const first = await calendar();
  assert.deepEqual([first.source, first.lastModified], ['built', WRITER.since]);
  assert.deepEqual(await rebuildExports(system, setting, event.eventId), { written: NAMES.length });
  assert.equal((await calendar()).source, 'stored');
  // A process of the release before, which still runs, takes nothing back.
  const later = { writer: WRITER.version + 1, etag: 'later' };
  await db.updateTable('eventExports').set(later).where('eventId', '=', event.eventId).execute();
  assert.deepEqual(await rebuildExports(system, setting, event.eventId), { written: 0 });
});

test('files are the same bytes again from the same state, and hold nothing private', async () => {
  const event = await prepare();
  const known = await loadConference(system, event);
  assert.equal(known.speakers[0]?.email, 'speaker1@private.example');
  for (const name of NAMES) {
    const [one, two] = [await serve(event, name), await serve(event, name)];
    assert.equal(one.text, two.text, name);
    assert.equal(one.text.includes('private.example'), false, name);
  }
});

describe('a calendar of one session', () => {
  test('is built on the spot', async () => {
    const event = await prepare();
    const one = (await serveSmallCalendar(system, setting.baseUrl, event, 1)).body.toString();
    assert.deepEqual([one.match(/BEGIN:VEVENT/g)?.length, one.includes('SUMMARY:Session 1')], [1, true]);
    const all = (await serveSmallCalendar(system, setting.baseUrl, event, null)).body.toString();
    assert.deepEqual([all.match(/BEGIN:VEVENT/g)?.length, all.includes('SUMMARY:Lantern Days')], [1, true]);
  });

  test('is not there for a session without a time, one that is not accepted, and one of another event', async () => {
    const [event, other] = [await prepare(), await makeEvent(system, organizer)];
    await addProgramme(system, other, 5);
    await updateSessions(system, event, { change: [{ number: 1, values: { startsAt: null, endsAt: null } }] });
    await updateSessions(system, event, { change: [{ number: 2, values: { state: 'pending' } }] });
    for (const number of [1, 2, 5])
      await assert.rejects(serveSmallCalendar(system, setting.baseUrl, event, number), { name: 'NotFound' });
  });
});
