import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { createTestDatabase } from '#testing/database.ts';
import type { Ctx } from './ctx.ts';
import { transact } from './transact.ts';

const database = await createTestDatabase();
const mail = (recipient: string) => ({ recipient, subject: '', textBody: '', htmlBody: '' });
const job = (queue: string) => ({ queue, key: null, payload: {}, delayMs: 0 });

async function mailsTo(prefix: string): Promise<string[]> {
  const rows = await database.db
    .selectFrom('mails')
    .select('recipient')
    .where('recipient', 'like', `${prefix}%`)
    .orderBy('recipient')
    .execute();
  return rows.map((row) => row.recipient);
}

async function jobsIn(queue: string): Promise<number> {
  return (await database.db.selectFrom('jobs').select('id').where('queue', '=', queue).execute()).length;
}

describe('a transaction', () => {
  test('keeps everything when it succeeds and returns what its work returns', async () => {
    const after: string[] = [];
    const result = await transact(database.ctx(), async (ctx) => {
      await ctx.db.insertInto('mails').values(mail('a1')).execute();
      ctx.unit?.jobs.push(job('a'));
      ctx.unit?.afterCommit.push(() => after.push('done'));
      return 42;
    });
    assert.deepEqual([result, await mailsTo('a'), await jobsIn('a'), after], [42, ['a1'], 1, ['done']]);
  });

  test('that fails leaves no row and no job, and runs nothing afterwards', async () => {
    const after: string[] = [];
    const work = transact(database.ctx(), async (ctx) => {
      await ctx.db.insertInto('mails').values(mail('b1')).execute();
      ctx.unit?.jobs.push(job('b'));
      ctx.unit?.afterCommit.push(() => after.push('done'));
      throw new Error('no');
    });
    await assert.rejects(work, { message: 'no' });
    assert.deepEqual([await mailsTo('b'), await jobsIn('b'), after], [[], 0, []]);
  });

  test('within another joins it: the outer failure takes the inner work along', async () => {
    const after: string[] = [];
    const work = transact(database.ctx(), async (outer) => {
      await transact(outer, async (inner) => {
        assert.equal(inner.db, outer.db);
        await inner.db.insertInto('mails').values(mail('c1')).execute();
        inner.unit?.jobs.push(job('c'));
        inner.unit?.afterCommit.push(() => after.push('inner'));
      });
      assert.deepEqual(after, []);
      throw new Error('late');
    });
    await assert.rejects(work, { message: 'late' });
    assert.deepEqual([await mailsTo('c'), await jobsIn('c'), after], [[], 0, []]);
  });

  test('shows nothing to others before it is done', async () => {
    await transact(database.ctx(), async (ctx) => {
      await ctx.db.insertInto('mails').values(mail('d1')).execute();
      assert.deepEqual(await mailsTo('d'), []);
    });
    assert.deepEqual(await mailsTo('d'), ['d1']);
  });

  test('leaves the context it was called with as it was', async () => {
    const ctx = database.ctx();
    await transact(ctx, async () => {});
    assert.equal(ctx.unit, undefined);
    assert.equal(ctx.db, database.db);
  });
});

test('two transactions that wait for each other both come to an end', async () => {
  const { db } = database;
  await db
    .insertInto('mails')
    .values([mail('e1'), mail('e2')])
    .execute();
  const touch = (ctx: Ctx, recipient: string) =>
    ctx.db
      .updateTable('mails')
      .set((eb) => ({ subject: eb('subject', '||', 'x') }))
      .where('recipient', '=', recipient)
      .execute();
  const met = new Meeting(2);
  const runs = [0, 0];
  const both = [
    ['e1', 'e2'],
    ['e2', 'e1'],
  ].map(([first, second], i) =>
    transact(database.ctx(), async (ctx) => {
      runs[i] = (runs[i] as number) + 1;
      await touch(ctx, first as string);
      if (runs[i] === 1) await met.arrive();
      await touch(ctx, second as string);
      ctx.unit?.jobs.push(job('e'));
    }),
  );
  await Promise.all(both);
  const rows = await db.selectFrom('mails').select('subject').where('recipient', 'in', ['e1', 'e2']).execute();
  assert.deepEqual(
    rows.map((row) => row.subject),
    ['xx', 'xx'],
  );
  assert.equal(await jobsIn('e'), 2);
  assert.equal((runs[0] as number) + (runs[1] as number), 3);
});

test('a transaction that PostgreSQL could not put in line with others is tried again, and one that is wrong is not', async () => {
  const fail = (ctx: Ctx, code: string) =>
    sql.raw(`do $$ begin raise exception 'no' using errcode = '${code}'; end $$`).execute(ctx.db);
  const runs: string[] = [];
  const runWith = (code: string) =>
    transact(database.ctx(), async (ctx) => {
      runs.push(code);
      if (runs.filter((known) => known === code).length === 1) await fail(ctx, code);
    });
  await runWith('40001');
  await assert.rejects(runWith('23514'), { code: '23514' });
  assert.deepEqual(runs, ['40001', '40001', '23514']);
});

/** Whoever arrives waits until all have. */
class Meeting {
  readonly #open: Promise<void>;
  #release: () => void = () => {};
  #missing: number;
  constructor(count: number) {
    this.#missing = count;
    this.#open = new Promise((resolve) => {
      this.#release = resolve;
    });
  }
  arrive(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing === 0) this.#release();
    return this.#open;
  }
}
