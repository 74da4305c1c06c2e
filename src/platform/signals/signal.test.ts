import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTestDatabase } from '#testing/database.ts';
import { Conflict } from '../errors.ts';
import { transact } from '../transact.ts';
import { signals } from './signal.ts';

const database = await createTestDatabase();
const { db } = database;
const jobsIn = (queue: string) =>
  db.selectFrom('jobs').select(['coalesceKey', 'payload', 'merged']).where('queue', '=', queue).orderBy('id').execute();
const mail = (recipient: string) => ({ recipient, subject: '', textBody: '', htmlBody: '' });
const mailsTo = async (recipient: string): Promise<number> =>
  (await db.selectFrom('mails').select('id').where('recipient', '=', recipient).execute()).length;

test('the same name is the same signal, wherever it is asked for', () => {
  assert.equal(signals.signal('test_same'), signals.signal('test_same'));
  assert.notEqual(signals.signal('test_same'), signals.signal('test_other'));
  assert.equal(signals.signal('test_same').name, 'test_same');
});

test('a name that is not in snake case is refused', () => {
  for (const name of ['TestSame', 'test-same', '', 'test__same', 'test1'])
    assert.throws(() => signals.signal(name), { code: 'signal_name' });
});

test('the list is in the order of names, each once', () => {
  signals.signal('test_b_last');
  signals.signal('test_a_first');
  const names = signals.list().map((signal) => signal.name);
  assert.deepEqual(names, [...new Set(names)].sort());
});

describe('receivers that take part', () => {
  test('run in the order of their connection, each once, in the transaction of the announcer', async () => {
    const signal = signals.signal<{ n: number }>('test_order');
    const seen: string[] = [];
    signal.now('first', async (ctx, { n }) => {
      await Promise.resolve();
      await ctx.db.insertInto('mails').values(mail('order')).execute();
      seen.push(`first ${n}`);
    });
    signal.now('second', (_ctx, { n }) => void seen.push(`second ${n}`));
    signal.now('first', () => void seen.push('again'));
    await transact(database.ctx(), async (ctx) => {
      await signal.announce(ctx, 'tests', { n: 1 });
      assert.deepEqual([seen, await mailsTo('order')], [['first 1', 'second 1'], 0]);
    });
    assert.equal(await mailsTo('order'), 1);
  });

  test('veto the change with their reason: nothing of it remains, later receivers are not asked', async () => {
    const signal = signals.signal<{ n: number }>('test_veto');
    let asked = 0;
    signal.now('objects', (_ctx, { n }) => {
      if (n === 13) throw new Conflict('The hall is closed on that day', 'closed');
    });
    signal.now('counts', () => void (asked += 1));
    signal.later('test_veto_later', async () => {});
    const change = (n: number) =>
      transact(database.ctx(), async (ctx) => {
        await ctx.db
          .insertInto('mails')
          .values(mail(`veto ${n}`))
          .execute();
        await signal.announce(ctx, 'tests', { n });
      });
    await signals.withLater(async () => {
      await assert.rejects(change(13), { name: 'Conflict', code: 'closed', message: 'The hall is closed on that day' });
      assert.deepEqual([await mailsTo('veto 13'), asked, await jobsIn('test_veto_later')], [0, 0, []]);
      await change(12);
    });
    assert.deepEqual([await mailsTo('veto 12'), asked, (await jobsIn('test_veto_later')).length], [1, 1, 1]);
  });

  test('work also where nobody opened a transaction: the announcement is one', async () => {
    const signal = signals.signal<{ n: number }>('test_bare');
    signal.now('writes', async (ctx) => void (await ctx.db.insertInto('mails').values(mail('bare')).execute()));
    signal.now('objects', (_ctx, { n }) => {
      if (n === 2) throw new Conflict('no');
    });
    await signal.announce(database.ctx(), 'tests', { n: 1 });
    await assert.rejects(signal.announce(database.ctx(), 'tests', { n: 2 }));
    assert.equal(await mailsTo('bare'), 1);
  });
});

describe('receivers that run later', () => {
  test('are off in tests unless a test turns them on, and off again after it, whatever happens', async () => {
    const signal = signals.signal<{ n: number }>('test_off');
    signal.later('test_off_queue', async () => {});
    await signal.announce(database.ctx(), 'tests', { n: 1 });
    assert.deepEqual(await jobsIn('test_off_queue'), []);
    const failing = signals.withLater(async () => {
      await signal.announce(database.ctx(), 'tests', { n: 2 });
      throw new Error('midway');
    });
    await assert.rejects(failing, { message: 'midway' });
    await signal.announce(database.ctx(), 'tests', { n: 3 });
    assert.deepEqual(
      (await jobsIn('test_off_queue')).map((job) => job.payload),
      [{ n: 2, sender: 'tests' }],
    );
  });

  test('get one job of the last payload where they name a key, else one for each announcement', async () => {
    const signal = signals.signal<{ eventId: number; n: number }>('test_keys');
    signal.later('test_keyed', async () => {}, { key: ({ eventId }) => String(eventId) });
    signal.later('test_each', async () => {});
    signal.later('test_each', async () => {});
    await signals.withLater(async () => {
      for (const [eventId, n] of [
        [1, 1],
        [1, 2],
        [2, 3],
      ] as const)
        await signal.announce(database.ctx(), 'tests', { eventId, n });
    });
    const keyed = await jobsIn('test_keyed');
    assert.deepEqual(keyed, [
      { coalesceKey: '1', merged: 2, payload: { eventId: 1, n: 2, sender: 'tests' } },
      { coalesceKey: '2', merged: 1, payload: { eventId: 2, n: 3, sender: 'tests' } },
    ]);
    assert.deepEqual(
      (await jobsIn('test_each')).map((job) => job.coalesceKey),
      [null, null, null],
    );
  });

  test('are not heard of a change that was rolled back', async () => {
    const signal = signals.signal<{ n: number }>('test_undone');
    signal.later('test_undone_queue', async () => {});
    const undone = signals.withLater(() =>
      transact(database.ctx(), async (ctx) => {
        await signal.announce(ctx, 'tests', { n: 1 });
        throw new Error('undone');
      }),
    );
    await assert.rejects(undone);
    assert.deepEqual(await jobsIn('test_undone_queue'), []);
  });

  test('are found by their queue', async () => {
    const signal = signals.signal<{ n: number }>('test_found');
    const received: object[] = [];
    signal.later('test_found_queue', async (_ctx, payload) => void received.push(payload));
    await signals.laterReceivers().get('test_found_queue')?.(database.ctx(), { n: 1 });
    assert.deepEqual(received, [{ n: 1 }]);
  });
});

test('a receiver that was written before a field was added keeps working', async () => {
  const received: number[] = [];
  signals.signal<{ eventId: number }>('test_open').now('older', (_ctx, { eventId }) => void received.push(eventId));
  const grown = signals.signal<{ eventId: number; numbers: number[]; reason: string }>('test_open');
  grown.now('newer', (_ctx, { eventId, numbers }) => void received.push(eventId, ...numbers));
  await grown.announce(database.ctx(), 'tests', { eventId: 7, numbers: [8, 9], reason: 'moved' });
  assert.deepEqual(received, [7, 7, 8, 9]);
});
