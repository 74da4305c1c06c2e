import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { sql } from 'kysely';
import { createTestDatabase } from '#testing/database.ts';
import { Conflict } from '../errors.ts';
import { drainJobs } from '#testing/drain-jobs.ts';
import { type Runtime, setRuntime } from '../runtime.ts';
import { transact } from '../transact.ts';
import { DISCARD_OBJECTS_QUEUE, discardObjects, replaceObject } from './discard-objects.ts';
import { createDiskStorage } from './disk.ts';
import './jobs.ts';
import { readAll, type Storage } from './storage.ts';
import { ownerOf, SWEEP_ORPHANS_QUEUE, sweepOrphans } from './sweep-orphans.ts';

const database = await createTestDatabase();
const ctx = database.ctx();
await sql`create table brochures (id bigint generated always as identity, storage_key text, cover_storage_key text)`.execute(
  database.db,
);
const root = mkdtempSync(path.join(tmpdir(), 'foyer-sweep-'));
after(() => rmSync(root, { recursive: true, force: true }));

const SECRET = 'the secret of this installation';
const owner = ownerOf(SECRET);

/** A store of its own for each test, with a job's hold on it. */
function openStore(): {
  storage: Storage;
  keep: (...keys: string[]) => Promise<void>;
  age: () => void;
  keys: () => Promise<string[]>;
} {
  const folder = mkdtempSync(path.join(root, 'store-'));
  const storage = createDiskStorage(folder);
  setRuntime({ storage, config: { secret: SECRET } } as unknown as Runtime);
  return {
    storage,
    keep: async (...keys) => {
      for (const key of keys) await storage.put(key, Buffer.from(key), { contentType: 'text/plain' });
    },
    /** All that is there was written two days ago. */
    age: () => {
      for (const name of readdirSync(folder, { recursive: true }))
        utimesSync(path.join(folder, String(name)), Date.now() / 1000 - 172_800, Date.now() / 1000 - 172_800);
    },
    keys: async () => (await Array.fromAsync(storage.list())).map(({ key }) => key).sort(),
  };
}

const name = (...keys: (string | null)[]) =>
  sql`insert into brochures (storage_key, cover_storage_key) values (${keys[0]}, ${keys[1] ?? null})`.execute(
    database.db,
  );

describe('the sweep', () => {
  test('removes what nothing names and is old enough, and heeds every table with a key without being told', async () => {
    const { storage, keep, age, keys } = openStore();
    await keep('a/named', 'a/cover', 'a/orphan', 'b/orphan');
    await name('a/named', 'a/cover');
    age();
    await keep('a/new');
    const expected = { seen: 5, orphans: ['a/orphan', 'b/orphan'], bytes: 16, leftovers: 0 };
    const sorted = async (options: object) => {
      const report = await sweepOrphans(ctx, storage, { owner, ...options });
      return { ...report, orphans: report.orphans.sort() };
    };
    assert.deepEqual(await sorted({ dryRun: true }), expected);
    assert.deepEqual(await keys(), ['a/cover', 'a/named', 'a/new', 'a/orphan', 'b/orphan']);
    assert.deepEqual(await sorted({}), expected);
    assert.deepEqual(await keys(), ['a/cover', 'a/named', 'a/new', 'store-owner']);
    assert.deepEqual(await sorted({}), { seen: 3, orphans: [], bytes: 0, leftovers: 0 });
    assert.deepEqual((await sorted({ graceMs: -60_000 })).orphans, ['a/new']);
  });

  test('removes more than fits into one question', async () => {
    const { storage, keep, age, keys } = openStore();
    await keep(...Array.from({ length: 1100 }, (_, i) => `many/${i}`));
    await name('many/77', 'many/1077');
    age();
    assert.equal((await sweepOrphans(ctx, storage, { owner })).orphans.length, 1098);
    assert.deepEqual(await keys(), ['many/1077', 'many/77', 'store-owner']);
  });

  test('touches nothing of another installation until it is told to', async () => {
    const { storage, keep, age, keys } = openStore();
    await keep('d/theirs');
    await sweepOrphans(ctx, storage, { owner: ownerOf('another secret') });
    age();
    await assert.rejects(sweepOrphans(ctx, storage, { owner }), { name: 'Conflict', code: 'store_owner' });
    await assert.rejects(drainOf(SWEEP_ORPHANS_QUEUE), { name: 'Conflict', code: 'store_owner' });
    assert.deepEqual(await keys(), ['d/theirs', 'store-owner']);
    await sweepOrphans(ctx, storage, { owner, takeOver: true });
    assert.deepEqual(await keys(), ['store-owner']);
    await sweepOrphans(ctx, storage, { owner });
  });

  test('runs as a job', async () => {
    const { keep, age, keys } = openStore();
    await keep('e/orphan');
    age();
    assert.deepEqual(await drainOf(SWEEP_ORPHANS_QUEUE), { [SWEEP_ORPHANS_QUEUE]: 1 });
    assert.deepEqual(await keys(), ['store-owner']);
  });
});

async function drainOf(queue: string): Promise<Record<string, number>> {
  await sql`insert into jobs (queue) values (${queue})`.execute(database.db);
  return drainJobs(ctx, [queue]);
}

describe('objects that are let go', () => {
  test('go when the change is committed, and stay when it is not', async () => {
    const { keep, keys } = openStore();
    await keep('f/a', 'f/b', 'f/c');
    await assert.rejects(
      transact(ctx, async (ctx) => {
        await discardObjects(ctx, ['f/a']);
        throw new Error('no');
      }),
    );
    await transact(ctx, (ctx) => discardObjects(ctx, ['f/b', null, undefined, 'f/never-there']));
    assert.deepEqual(await keys(), ['f/a', 'f/b', 'f/c']);
    await drainJobs(ctx, [DISCARD_OBJECTS_QUEUE]);
    assert.deepEqual(await keys(), ['f/a', 'f/c']);
    await discardObjects(ctx, []);
    assert.deepEqual(await drainJobs(ctx, [DISCARD_OBJECTS_QUEUE]), {});
  });

  test('are given a minute, for whoever has just read their key', async () => {
    await transact(ctx, (ctx) => discardObjects(ctx, ['g/a']));
    const { rows } = await sql<{
      seconds: number;
    }>`select round(extract(epoch from run_at - created_at))::int as seconds from jobs where queue = ${DISCARD_OBJECTS_QUEUE}`.execute(
      database.db,
    );
    assert.deepEqual(rows, [{ seconds: 60 }]);
    await drainJobs(ctx, [DISCARD_OBJECTS_QUEUE]);
  });

  test('are replaced: the new one is named and the old one goes, or the other way round', async () => {
    const { storage, keep, keys } = openStore();
    await keep('h/old');
    const object = { folder: 'h', fileName: 'New.TXT', body: Buffer.from('new'), contentType: 'text/plain' };
    await assert.rejects(
      replaceObject(ctx, storage, object, async () => Promise.reject(new Conflict('Somebody was faster'))),
      { name: 'Conflict' },
    );
    assert.deepEqual(await keys(), ['h/old']);
    const key = await replaceObject(ctx, storage, object, async (ctx, { key, meta }) => {
      await sql`insert into brochures (storage_key) values (${key})`.execute(ctx.db);
      assert.equal(meta.bytes, 3);
      return { before: 'h/old', result: key };
    });
    assert.deepEqual([await keys(), /^h\/[\w-]{24}\.txt$/.test(key)], [[key, 'h/old'].sort(), true]);
    await drainJobs(ctx, [DISCARD_OBJECTS_QUEUE]);
    assert.deepEqual(
      [await keys(), (await readAll((await storage.get(key))?.body as never)).toString()],
      [[key], 'new'],
    );
  });

  test('stay both when nobody can say whether the change is there', async () => {
    const { storage, keep, keys } = openStore();
    await keep('i/old');
    await assert.rejects(
      replaceObject(ctx, storage, { folder: 'i', body: Buffer.from('x'), contentType: 'text/plain' }, async () =>
        Promise.reject(new Error('Connection terminated unexpectedly')),
      ),
    );
    assert.equal((await keys()).length, 2);
  });
});
