import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { createCtx, type Ctx } from '#platform/ctx.ts';
import { Unavailable } from '#platform/errors.ts';
import { retryDeadJobs } from '#platform/jobs/dead-jobs.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { type Runtime, setRuntime } from '#platform/runtime.ts';
import { DISCARD_OBJECTS_QUEUE } from '#platform/storage/discard-objects.ts';
import { createDiskStorage } from '#platform/storage/disk.ts';
import '#platform/storage/jobs.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { makeOrganizer, makeUser } from '#testing/builders.ts';
import { createTestDatabase } from '#testing/database.ts';
import { discardOldImports } from './jobs.ts';
import './jobs.ts';
import {
  discardImport,
  getImportRun,
  RUN_IMPORT_QUEUE,
  startImport,
  uploadImport,
  MOST_WAITING,
  receiveImport,
} from './start-import.ts';

const DAY_MS = 24 * 3_600_000;
const database = await createTestDatabase();
const { db } = database;
const system = database.ctx();
const organizer = await makeOrganizer(system);
const other = await makeOrganizer(system);
const user: Ctx = createCtx({ db, log: database.log, actor: await makeUser(system, { organizer, role: 'owner' }) });
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-runs-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const disk = createDiskStorage(folder);

/** What the store answers when it is asked for a file; undefined where it does as it should. */
let trouble: Error | undefined;
const storage: Storage = {
  ...disk,
  get: async (...asked) => {
    if (trouble) throw trouble;
    return disk.get(...asked);
  },
};
setRuntime({ storage } as Runtime);
beforeEach(() => {
  trouble = undefined;
});

let made = 0;

function fileOf(days: object[]): Blob {
  made += 1;
  return new Blob([
    JSON.stringify({
      schedule: {
        conference: { acronym: `runs-${made}`, title: 'Tidewater', start: '2027-06-04', end: '2027-06-04', days },
      },
    }),
  ]);
}

const dayAt = (start: string) => [
  {
    index: 1,
    date: '2027-06-04',
    rooms: { Hall: [{ id: 1, guid: '', title: 'Opening', date: start, start: '10:00', duration: '01:00' }] },
  },
];

async function upload(): Promise<string> {
  return (
    await uploadImport(user, organizer, {
      file: fileOf(dayAt('2027-06-04T10:00:00')),
      fileName: 'schedule.json',
      timeZone: 'Europe/Lisbon',
      storage,
    })
  ).id;
}

async function start(): Promise<string> {
  const id = await upload();
  await startImport(user, organizer, { id, publish: false, fetchMedia: false, withdraw: false });
  return id;
}

const work = () => drainJobs(system, [RUN_IMPORT_QUEUE]);
/** As the last attempt leaves it: drained jobs that fail are dead. */
const workInVain = (message: RegExp) => assert.rejects(work(), message);
const stateOf = async (id: string) => {
  const { state, progress, error } = await getImportRun(user, organizer, id);
  return { state, progress, error };
};
const keyOf = async (id: string): Promise<string> =>
  (await db.selectFrom('importRuns').select('storageKey').where('id', '=', id).executeTakeFirstOrThrow()).storageKey;
const isStored = async (key: string): Promise<boolean> => {
  await drainJobs(system, [DISCARD_OBJECTS_QUEUE]);
  const found = await disk.get(key);
  found?.body.destroy();
  return found !== undefined;
};

describe('an import by hand', () => {
  test('remembers the time zone that was named for the file, and lets the file go when it is done', async () => {
    const id = await start();
    const key = await keyOf(id);
    assert.deepEqual([await stateOf(id), await isStored(key)], [{ state: 'running', progress: '', error: '' }, true]);
    await work();
    const run = await getImportRun(user, organizer, id);
    assert.deepEqual([run.state, await isStored(key)], ['done', false]);
    const session = await db
      .selectFrom('sessions')
      .innerJoin('events', 'events.id', 'sessions.eventId')
      .select(['sessions.startsAt', 'events.timeZone'])
      .where('events.slug', '=', run.eventSlug)
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      [new Date(session.startsAt as number).toISOString(), session.timeZone],
      ['2027-06-04T09:00:00.000Z', 'Europe/Lisbon'],
    );
  });

  test('the record of the event names who started it, though Foyer does the work', async () => {
    const id = await start();
    await work();
    const { eventSlug } = await getImportRun(user, organizer, id);
    const written = await db
      .selectFrom('auditEntries')
      .innerJoin('events', 'events.id', 'auditEntries.eventId')
      .select(['action', 'actorId', 'actorName', 'asAdministrator'])
      .where('events.slug', '=', eventSlug)
      .where('action', '=', 'event.import')
      .execute();
    const { actor } = user;
    assert.deepEqual(
      written,
      actor.kind === 'user'
        ? [{ action: 'event.import', actorId: actor.userId, actorName: actor.name, asAdministrator: false }]
        : [],
    );
  });

  test('ends at once with what is wrong, and lets the file go', async () => {
    const id = await start();
    const key = await keyOf(id);
    await db
      .updateTable('importRuns')
      .set({ storageKey: `${key}x` })
      .where('id', '=', id)
      .execute();
    await work();
    assert.deepEqual(await stateOf(id), {
      state: 'failed',
      progress: '',
      error: 'The uploaded file is missing. Upload it again.',
    });
  });

  test('is tried again when something is away for a moment, and says so', async () => {
    const id = await start();
    trouble = new Unavailable('The store does not answer');
    await workInVain(/does not answer/);
    await db.updateTable('jobs').set({ state: 'waiting' }).where('coalesceKey', '=', id).execute();
    assert.deepEqual(await stateOf(id), {
      state: 'running',
      progress: 'Something did not respond. The import will be tried again in a moment.',
      error: '',
    });
    await assert.rejects(discardImport(user, organizer, { id }), { name: 'Conflict' });
    trouble = undefined;
    await work();
    assert.equal((await stateOf(id)).state, 'done');
  });

  test('has failed once its job was given up, can be sent again, and can be discarded', async () => {
    const id = await start();
    const key = await keyOf(id);
    trouble = new Error('the disk is full of eels');
    await workInVain(/eels/);
    const failed = await stateOf(id);
    assert.equal(failed.state, 'failed');
    assert.match(failed.error, /not because of your file/);
    await retryDeadJobs(system, 'all');
    assert.equal((await stateOf(id)).state, 'running');
    await workInVain(/eels/);
    await discardImport(user, organizer, { id });
    await assert.rejects(getImportRun(user, organizer, id), { name: 'NotFound' });
    assert.equal(await isStored(key), false);
  });

  test('is nobody else\u2019s, and starts once', async () => {
    const id = await start();
    await assert.rejects(getImportRun(user, other, id), { name: 'NotFound' });
    await assert.rejects(discardImport(user, other, { id }), { name: 'NotFound' });
    await assert.rejects(startImport(user, organizer, { id, publish: false, fetchMedia: false, withdraw: false }), {
      name: 'Conflict',
    });
    await work();
  });
});

test('previews and failed runs that are older than a week go with their files; what runs and what is done stays', async () => {
  await db.deleteFrom('importRuns').execute();
  const old = await upload();
  const fresh = await upload();
  const done = await start();
  await work();
  const given = await start();
  trouble = new Error('eels again');
  await workInVain(/eels/);
  const running = await start();
  const keys = await Promise.all([old, fresh, given, running].map(keyOf));
  for (const id of [old, done, given, running])
    await db
      .updateTable('importRuns')
      .set({ updatedAt: new Date(system.now - 8 * DAY_MS) })
      .where('id', '=', id)
      .execute();
  assert.equal(await discardOldImports(system), 2);
  const left = await db.selectFrom('importRuns').select('id').execute();
  assert.deepEqual(left.map(({ id }) => id).sort(), [fresh, done, running].sort());
  const stored = [];
  for (const key of keys) stored.push(await isStored(key));
  assert.deepEqual(stored, [false, true, false, true]);
});

describe('an import that withdraws most of a programme', () => {
  const many = (count: number) => [
    {
      index: 1,
      date: '2027-06-04',
      rooms: {
        Hall: Array.from({ length: count }, (_, i) => ({
          id: i + 1,
          title: `Session ${i}`,
          date: '2027-06-04',
          start: `${String(i).padStart(2, '0')}:00`,
          duration: '01:00',
        })),
      },
    },
  ];
  const send = async (file: Blob) =>
    (await uploadImport(user, organizer, { file, fileName: 'schedule.json', timeZone: 'Europe/Lisbon', storage })).id;
  const same = async (before: Blob, days: object[]) => {
    const file = JSON.parse(await before.text()) as { schedule: { conference: { days: object[] } } };
    file.schedule.conference.days = days;
    return new Blob([JSON.stringify(file)]);
  };

  test('starts only when somebody ticked that it may, and withdraws then', async () => {
    const file = fileOf(many(20));
    await startImport(user, organizer, { id: await send(file), publish: false, fetchMedia: false, withdraw: false });
    await work();
    const id = await send(await same(file, many(2)));
    const { summary } = await getImportRun(user, organizer, id);
    assert.deepEqual([summary?.withdrawn, summary?.withdrawnOf], [18, 20]);
    await assert.rejects(startImport(user, organizer, { id, publish: false, fetchMedia: false, withdraw: false }), {
      name: 'Invalid',
      code: 'would_withdraw',
    });
    assert.equal((await stateOf(id)).state, 'previewed');
    await startImport(user, organizer, { id, publish: false, fetchMedia: false, withdraw: true });
    await work();
    const { state, eventSlug } = await getImportRun(user, organizer, id);
    const { count } = await db
      .selectFrom('sessions')
      .innerJoin('events', 'events.id', 'sessions.eventId')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('events.slug', '=', eventSlug)
      .where('sessions.state', '=', 'withdrawn')
      .executeTakeFirstOrThrow();
    assert.deepEqual([state, Number(count)], ['done', 18]);
  });

  test('fails with the reason where the event has changed since the preview', async () => {
    const file = fileOf(many(2));
    const id = await send(file);
    await startImport(user, organizer, {
      id: await send(await same(file, many(20))),
      publish: false,
      fetchMedia: false,
      withdraw: false,
    });
    await work();
    await startImport(user, organizer, { id, publish: false, fetchMedia: false, withdraw: false });
    await work();
    assert.match((await stateOf(id)).error, /lacks 18 of the 20 sessions/);
  });
});

test('one file of an organizer is taken in at a time, and none while as many imports wait as may', async () => {
  const { organizerId } = organizer;
  const [held, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const first = receiveImport(user, organizer, () => {
    begun.resolve();
    return held.promise;
  });
  await begun.promise;
  await assert.rejects(
    receiveImport(user, organizer, async () => undefined),
    { code: 'upload_under_way' },
  );
  held.resolve();
  await first;
  const run = {
    organizerId,
    startedBy: (user.actor as { userId: string }).userId,
    fileName: 'waits.xml',
    storageKey: 'imports/waits',
    state: 'previewed',
  };
  await db.deleteFrom('importRuns').where('organizerId', '=', organizerId).execute();
  for (let at = 0; at < MOST_WAITING; at += 1)
    await db
      .insertInto('importRuns')
      .values({ ...run, storageKey: `imports/waits-${at}` })
      .execute();
  await assert.rejects(
    receiveImport(user, organizer, async () => undefined),
    { code: 'too_many_imports' },
  );
  await db
    .deleteFrom('importRuns')
    .where('organizerId', '=', organizerId)
    .where('storageKey', '=', 'imports/waits-0')
    .execute();
  assert.equal(await receiveImport(user, organizer, async () => 'taken'), 'taken');
  assert.deepEqual(await db.selectFrom('importUploads').selectAll().execute(), []);
});

test('another process that receives a file counts, until it has not been heard of for a minute', async () => {
  const { organizerId } = organizer;
  await db.deleteFrom('importRuns').where('organizerId', '=', organizerId).execute();
  await db.insertInto('importUploads').values({ organizerId, token: randomUUID() }).execute();
  await assert.rejects(
    receiveImport(user, organizer, async () => undefined),
    { code: 'upload_under_way' },
  );
  assert.equal(await receiveImport(user, other, async () => 'taken'), 'taken');
  await db
    .updateTable('importUploads')
    .set({ renewedAt: new Date(Date.now() - 61_000) })
    .execute();
  assert.equal(await receiveImport(user, organizer, async () => 'taken'), 'taken');
  assert.deepEqual(await db.selectFrom('importUploads').selectAll().execute(), []);
});

test('the files of imports that wait may have so many bytes together, and the refusal says how many', async () => {
  const { organizerId } = organizer;
  await db.deleteFrom('importRuns').where('organizerId', '=', organizerId).execute();
  const file = fileOf(dayAt('2027-06-04T10:00:00'));
  const send = (quota: number) =>
    uploadImport(user, organizer, { file, fileName: 'schedule.json', timeZone: 'Europe/Lisbon', storage, quota });
  await assert.rejects(send(file.size - 1), { code: 'imports_too_large', message: /^This file is 0 MB; the imports/ });
  await send(file.size);
  const kept = await db.selectFrom('importRuns').select('bytes').where('organizerId', '=', organizerId).execute();
  assert.deepEqual(
    kept.map(({ bytes }) => Number(bytes)),
    [file.size],
  );
  await assert.rejects(send(file.size * 2 - 1), { code: 'imports_too_large', message: /already have 0 MB/ });
  await assert.rejects(
    receiveImport(user, organizer, async () => undefined, { quota: file.size }),
    { code: 'imports_too_large' },
  );
  await send(file.size * 2);
});
