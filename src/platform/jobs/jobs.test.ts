import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { sql } from 'kysely';
import { until } from '#testing/until.ts';
import { createTestDatabase } from '#testing/database.ts';
import type { PendingJob } from '../ctx.ts';
import { openDatabase } from '../db/connect.ts';
import { transact } from '../transact.ts';
import { type Job, type JobHandler, startWorker, type Worker } from './worker.ts';
import { jobsStatement } from './write-jobs.ts';

const database = await createTestDatabase();
const { db, log } = database;
const workers: Worker[] = [];
after(() => Promise.all(workers.map((worker) => worker.stop())));

function work(queue: string, handle: JobHandler, options: { concurrency?: number; pollMs?: number } = {}): Worker {
  const worker = startWorker({ db, log, handlers: new Map([[queue, handle]]), pollMs: 50, ...options });
  workers.push(worker);
  return worker;
}

const job = (queue: string, payload: object, key: string | null = 'k', delayMs = 0): PendingJob => ({
  queue,
  key,
  payload,
  delayMs,
});
const put = (...jobs: PendingJob[]) => transact(database.ctx(), async (ctx) => void ctx.unit?.jobs.push(...jobs));
const rowsOf = (queue: string) =>
  db
    .selectFrom('jobs')
    .select(['state', 'payload', 'merged', 'attempts', 'lastError'])
    .where('queue', '=', queue)
    .orderBy('id')
    .execute();

/** A door that is closed until somebody opens it. */
function door(): { open: () => void; opened: Promise<void> } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('announcements under one key', () => {
  test('are one job with the last payload, the earliest due time, and a count', async () => {
    await put(job('merge', { n: 1 }, 'k', 60_000), job('merge', { n: 2 }, 'k', 50_000));
    await put(job('merge', { n: 3 }, 'k', 90_000));
    await put(
      job('merge', { n: 4 }, 'other', 60_000),
      job('merge', { n: 5 }, null, 60_000),
      job('merge', { n: 6 }, null, 60_000),
    );
    const rows = await rowsOf('merge');
    const byNumber = rows
      .map(({ payload, merged }) => [payload, merged] as [{ n: number }, number])
      .sort(([a], [b]) => a.n - b.n);
    assert.deepEqual(byNumber, [
      [{ n: 3 }, 3],
      [{ n: 4 }, 1],
      [{ n: 5 }, 1],
      [{ n: 6 }, 1],
    ]);
    const [first] = await db
      .selectFrom('jobs')
      .select(['runAt', 'createdAt'])
      .where('queue', '=', 'merge')
      .where('coalesceKey', '=', 'k')
      .execute();
    const delay = (first?.runAt ?? 0) - (first?.createdAt ?? 0);
    assert.equal(delay > 49_000 && delay < 51_000, true, `due after ${delay} ms`);
  });

  test('a thousand of them run once, with the last', async () => {
    const seen: Job[] = [];
    for (let i = 0; i < 1000; i += 100)
      await put(...Array.from({ length: 100 }, (_, n) => job('burst', { n: i + n }, 'k', 100)));
    const worker = work('burst', async (taken) => void seen.push(taken));
    await worker.idle();
    assert.deepEqual(
      seen.map(({ payload, merged, attempts }) => [payload, merged, attempts]),
      [[{ n: 999 }, 1000, 1]],
    );
    assert.deepEqual(await rowsOf('burst'), []);
  });

  test('one that comes during a run makes another run, after it, that sees the last state', async () => {
    const [started, go] = [door(), door()];
    const seen: [unknown, string][] = [];
    const worker = work('during', async ({ payload }) => {
      seen.push([payload, 'begins']);
      if (seen.length === 1) {
        started.open();
        await go.opened;
      }
      seen.push([payload, 'ends']);
    });
    await put(job('during', { n: 1 }));
    worker.wake();
    await started.opened;
    await put(job('during', { n: 2 }));
    await put(job('during', { n: 3 }));
    worker.wake();
    assert.deepEqual(
      (await rowsOf('during')).map(({ state, payload }) => [state, payload]),
      [
        ['active', { n: 1 }],
        ['waiting', { n: 3 }],
      ],
    );
    go.open();
    await worker.idle();
    assert.deepEqual(seen, [
      [{ n: 1 }, 'begins'],
      [{ n: 1 }, 'ends'],
      [{ n: 3 }, 'begins'],
      [{ n: 3 }, 'ends'],
    ]);
  });
});

describe('no change is lost between a change and the run that should see it', () => {
  const state = async (): Promise<number> =>
    Number(
      (await db.selectFrom('mails').select('subject').where('recipient', '=', 'state').executeTakeFirst())?.subject ??
        0,
    );
  const change = (n: number) =>
    db
      .updateTable('mails')
      .set({ subject: String(n) })
      .where('recipient', '=', 'state');

  test('a change that is committed after the worker took the job makes another run', async () => {
    await db.insertInto('mails').values({ recipient: 'state', subject: '0', textBody: '', htmlBody: '' }).execute();
    const [taken, go] = [door(), door()];
    const seen: number[] = [];
    const worker = work('late_commit', async () => {
      seen.push(await state());
      taken.open();
      await go.opened;
    });
    // The change announces while no worker has the job, but commits only after one took it.
    await put(job('late_commit', {}));
    const changing = await db.startTransaction().execute();
    await changing.updateTable('mails').set({ subject: '1' }).where('recipient', '=', 'state').execute();
    worker.wake();
    await taken.opened;
    await sql.raw(jobsStatement([job('late_commit', {})])).execute(changing);
    await changing.commit().execute();
    go.open();
    await worker.idle();
    assert.deepEqual(seen, [0, 1]);
  });

  test('a job that an open change has merged into is not started before that change is visible', async () => {
    await change(0).execute();
    const seen: number[] = [];
    await put(job('open_change', {}));
    const changing = await db.startTransaction().execute();
    await changing.updateTable('mails').set({ subject: '2' }).where('recipient', '=', 'state').execute();
    await sql.raw(jobsStatement([job('open_change', {})])).execute(changing);
    const worker = work('open_change', async () => void seen.push(await state()));
    const other = work('open_change_probe', async () => {});
    worker.wake();
    await put(job('open_change_probe', {}));
    await other.idle();
    assert.deepEqual(seen, []);
    await changing.commit().execute();
    await worker.idle();
    assert.deepEqual(seen, [2]);
  });

  test('a change that waits for a worker which is just taking the job is run for', async () => {
    // The worker's statement has changed the row but not committed: the announcement waits, then becomes a job of its
    // own.
    await put(job('taking', { n: 1 }));
    const taking = await db.startTransaction().execute();
    await taking
      .updateTable('jobs')
      .set({ state: 'active', attempts: 1, leasedUntil: new Date(Date.now() + 60_000) })
      .where('queue', '=', 'taking')
      .execute();
    const announced = put(job('taking', { n: 2 }));
    await until(
      async () =>
        (
          await database.pool.query(
            `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          )
        ).rowCount === 1,
    );
    await taking.commit().execute();
    await announced;
    assert.deepEqual(
      (await rowsOf('taking')).map(({ state, payload }) => [state, payload]),
      [
        ['active', { n: 1 }],
        ['waiting', { n: 2 }],
      ],
    );
    await db.deleteFrom('jobs').where('queue', '=', 'taking').execute();
  });

  test('many writers, many workers: after the last run everybody has seen the last state', async () => {
    await change(0).execute();
    let last = -1;
    const crew = Array.from({ length: 3 }, () =>
      work('storm', async () => void (last = await state()), { concurrency: 3 }),
    );
    const writers = Array.from({ length: 4 }, async () => {
      for (let n = 0; n < 25; n += 1) {
        await transact(database.ctx(), async (ctx) => {
          await ctx.db
            .updateTable('mails')
            .set((eb) => ({ subject: eb.cast<string>(eb(eb.cast<number>('subject', 'integer'), '+', 1), 'text') }))
            .where('recipient', '=', 'state')
            .execute();
          ctx.unit?.jobs.push(job('storm', {}));
        });
        crew[n % 3]?.wake();
      }
    });
    await Promise.all(writers);
    await until(async () => (await rowsOf('storm')).length === 0);
    assert.deepEqual([last, await state()], [100, 100]);
  });
});

test('the job of a transaction that was rolled back does not exist', async () => {
  const failing = transact(database.ctx(), async (ctx) => {
    ctx.unit?.jobs.push(job('rolled_back', {}));
    throw new Error('no');
  });
  await assert.rejects(failing);
  assert.deepEqual(await rowsOf('rolled_back'), []);
});

describe('a job that fails', () => {
  const due = (queue: string) =>
    db
      .updateTable('jobs')
      .set({ runAt: new Date(0) })
      .where('queue', '=', queue)
      .where('state', '=', 'waiting')
      .execute();

  test('comes back after a growing pause, and stays dead with its error after its last attempt', async () => {
    const outcomes: string[] = [];
    const worker = startWorker({
      db,
      log,
      pollMs: 50,
      handlers: new Map([
        [
          'failing',
          async ({ attempts }: Job) => {
            throw new RangeError(`attempt ${attempts}`);
          },
        ],
      ]),
      onDone: (_queue, outcome) => outcomes.push(outcome),
    });
    workers.push(worker);
    await put(job('failing', {}));
    worker.wake();
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt += 1) {
      await until(() => outcomes.length === attempt);
      const { rows } = await database.pool.query<{ ms: number }>(
        `select extract(epoch from run_at - clock_timestamp())::float8 * 1000 as ms from jobs where queue = 'failing'`,
      );
      pauses.push(rows[0]?.ms ?? 0);
      await due('failing');
      worker.wake();
    }
    await until(() => outcomes.length === 8);
    for (const [i, ms] of pauses.entries()) {
      const full = Math.min(3_600_000, 1000 * 4 ** i);
      assert.equal(ms > full * 0.75 - 700 && ms <= full, true, `pause ${i + 1} was ${ms} ms`);
    }
    assert.deepEqual(outcomes, [...Array(7).fill('retried'), 'dead']);
    assert.deepEqual(
      (await rowsOf('failing')).map(({ state, attempts, lastError }) => [state, attempts, lastError]),
      [['dead', 8, 'RangeError: attempt 8']],
    );
    await worker.idle();
  });

  test('gives way to a newer one under its key', async () => {
    const [started, go] = [door(), door()];
    const seen: unknown[] = [];
    const worker = work('gives_way', async ({ payload }) => {
      seen.push(payload);
      if (seen.length > 1) return;
      started.open();
      await go.opened;
      throw new Error('no');
    });
    await put(job('gives_way', { n: 1 }));
    worker.wake();
    await started.opened;
    await put(job('gives_way', { n: 2 }));
    go.open();
    await worker.idle();
    assert.deepEqual(seen, [{ n: 1 }, { n: 2 }]);
    assert.deepEqual(await rowsOf('gives_way'), []);
  });

  test('and dies does not keep later ones from running', async () => {
    await put(job('after_death', { n: 1 }));
    await db.updateTable('jobs').set({ state: 'dead' }).where('queue', '=', 'after_death').execute();
    const seen: unknown[] = [];
    await put(job('after_death', { n: 2 }));
    const worker = work('after_death', async ({ payload }) => void seen.push(payload));
    await worker.idle();
    assert.deepEqual(seen, [{ n: 2 }]);
  });

  test('finds its place taken in the very moment of its return, and still does not block its key', async () => {
    const seen: unknown[] = [];
    // Another process announces between the look for a newer job and the return: its uncommitted row is not seen yet.
    const announcing = await db.startTransaction().execute();
    const worker = work('collides', async ({ payload }) => {
      seen.push(payload);
      if (seen.length > 1) return;
      await sql.raw(jobsStatement([job('collides', { n: 2 })])).execute(announcing);
      throw new Error('no');
    });
    await put(job('collides', { n: 1 }));
    worker.wake();
    await until(
      async () =>
        (
          await database.pool.query(
            `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          )
        ).rowCount === 1,
    );
    await announcing.commit().execute();
    await until(() => seen.length === 2);
    await worker.idle();
    assert.deepEqual(seen, [{ n: 1 }, { n: 2 }]);
    assert.deepEqual(await rowsOf('collides'), []);
  });
});

describe('a worker that died', () => {
  const abandon = (queue: string) =>
    db
      .updateTable('jobs')
      .set({ state: 'active', attempts: 1, leasedUntil: new Date(Date.now() - 1) })
      .where('queue', '=', queue)
      .where('state', '=', 'waiting')
      .execute();

  test('gives its job back when its lease has run out, not before', async () => {
    await put(job('abandoned', { n: 2 }, 'lives'));
    await db
      .updateTable('jobs')
      .set({ state: 'active', attempts: 1, leasedUntil: new Date(Date.now() + 60_000) })
      .where('queue', '=', 'abandoned')
      .execute();
    await put(job('abandoned', { n: 1 }, 'gone'));
    await abandon('abandoned');
    const seen: [unknown, number][] = [];
    const worker = work('abandoned', async ({ payload, attempts }) => void seen.push([payload, attempts]));
    await worker.idle();
    assert.deepEqual(seen, [[{ n: 1 }, 2]]);
    await db.deleteFrom('jobs').where('queue', '=', 'abandoned').execute();
  });

  test('with a newer job waiting under the key, only the newer one runs', async () => {
    await put(job('superseded', { n: 1 }));
    await abandon('superseded');
    await put(job('superseded', { n: 2 }));
    const seen: unknown[] = [];
    const worker = work('superseded', async ({ payload }) => void seen.push(payload));
    await worker.idle();
    assert.deepEqual([seen, await rowsOf('superseded')], [[{ n: 2 }], []]);
  });

  test('but lives after all does not end the run of the one that took over', async () => {
    const [first, second] = [door(), door()];
    const runs: string[] = [];
    // One at a time, so that the old one does not take the job a second time itself.
    const old = work(
      'took_over',
      async () => {
        runs.push('old begins');
        await first.opened;
      },
      { concurrency: 1 },
    );
    await put(job('took_over', {}));
    old.wake();
    await until(() => runs.length === 1);
    await db
      .updateTable('jobs')
      .set({ leasedUntil: new Date(Date.now() - 1) })
      .where('queue', '=', 'took_over')
      .execute();
    const next = work('took_over', async () => {
      runs.push('new begins');
      await second.opened;
    });
    next.wake();
    await until(() => runs.length === 2);
    first.open();
    await old.stop();
    assert.deepEqual(
      (await rowsOf('took_over')).map(({ state, attempts }) => [state, attempts]),
      [['active', 2]],
    );
    second.open();
    await next.idle();
    assert.deepEqual([runs, await rowsOf('took_over')], [['old begins', 'new begins'], []]);
  });
});

test('two workers never run one key at once, and different keys side by side', async () => {
  const running = new Map<string, number>();
  let mostOfOne = 0;
  let mostOfAll = 0;
  let runs = 0;
  const crew = Array.from({ length: 3 }, () =>
    work('exclusive', async ({ coalesceKey }) => {
      const key = coalesceKey as string;
      running.set(key, (running.get(key) ?? 0) + 1);
      mostOfOne = Math.max(mostOfOne, running.get(key) as number);
      mostOfAll = Math.max(
        mostOfAll,
        [...running.values()].reduce((a, b) => a + b),
      );
      await new Promise((resolve) => setTimeout(resolve, 3));
      running.set(key, (running.get(key) as number) - 1);
      runs += 1;
    }),
  );
  for (let i = 0; i < 40; i += 1) {
    await put(job('exclusive', { i }, `k${i % 4}`));
    for (const worker of crew) worker.wake();
  }
  await until(async () => (await rowsOf('exclusive')).length === 0);
  assert.equal(mostOfOne, 1);
  assert.equal(mostOfAll > 1, true);
  assert.equal(runs >= 4 && runs <= 40, true);
});

test('a worker runs no more jobs at once than it is told, and all of them in the end', async () => {
  let [now, most, done] = [0, 0, 0];
  await put(...Array.from({ length: 20 }, (_, i) => job('wide', { i }, null)));
  const worker = work(
    'wide',
    async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      done += 1;
    },
    { concurrency: 3 },
  );
  await worker.idle();
  assert.deepEqual([most, done], [3, 20]);
});

test('a worker takes only the queues that it knows', async () => {
  await put(job('foreign', { n: 1 }));
  const worker = work('familiar', async () => {});
  await worker.idle();
  assert.deepEqual(
    (await rowsOf('foreign')).map((row) => row.state),
    ['waiting'],
  );
});

test('a job that is due later starts by itself, without being woken', async () => {
  await put(job('later', {}, 'k', 150));
  const written = Date.now();
  let started = 0;
  const worker = work('later', async () => void (started = Date.now()), { pollMs: 60_000 });
  await worker.idle();
  const waited = started - written;
  assert.equal(waited >= 100 && waited < 5000, true, `it started after ${waited} ms`);
});

test('stopping waits for the jobs that run and takes no other', async () => {
  const [started, go] = [door(), door()];
  const events: string[] = [];
  const worker = work(
    'stopping',
    async ({ payload }) => {
      started.open();
      await go.opened;
      events.push(`done ${(payload as { n: number }).n}`);
    },
    { concurrency: 1 },
  );
  await put(job('stopping', { n: 1 }, null), job('stopping', { n: 2 }, null));
  worker.wake();
  await started.opened;
  const stopped = worker.stop().then(() => events.push('stopped'));
  worker.wake();
  go.open();
  await stopped;
  assert.deepEqual(events, ['done 1', 'stopped']);
  assert.deepEqual(
    (await rowsOf('stopping')).map(({ state, payload }) => [state, payload]),
    [['waiting', { n: 2 }]],
  );
});

test('a job that waits for its key leaves the database in peace', async () => {
  const [started, go] = [door(), door()];
  const holder = work('patient', async ({ payload }) => {
    if ((payload as { n: number }).n > 1) return;
    started.open();
    await go.opened;
  });
  await put(job('patient', { n: 1 }));
  holder.wake();
  await started.opened;
  await put(job('patient', { n: 2 }));
  const apart = openDatabase(database.url, 2);
  let looks = 0;
  apart.pool.on('acquire', () => (looks += 1));
  const waiting = startWorker({ db: apart.db, log, handlers: new Map([['patient', async () => {}]]), pollMs: 1000 });
  waiting.wake();
  await new Promise((resolve) => setTimeout(resolve, 400));
  await waiting.stop();
  await apart.close();
  go.open();
  await holder.idle();
  await until(async () => (await rowsOf('patient')).length === 0);
  assert.equal(looks > 0 && looks < 10, true, `${looks} statements in 0.4 seconds`);
});

test('what ended while the database was away is put away afterwards, and not done again', async () => {
  const apart = openDatabase(database.url, 2);
  const connections = new Set<number>();
  apart.pool.on('connect', (client) => connections.add((client as unknown as { processID: number }).processID));
  const [begun, go] = [door(), door()];
  let runs = 0;
  const handlers = new Map<string, JobHandler>([
    [
      'away',
      async () => {
        runs += 1;
        begun.open();
        await go.opened;
      },
    ],
  ]);
  await put(job('away', {}));
  const worker = startWorker({ db: apart.db, log, handlers, pollMs: 50 });
  await begun.opened;
  await sql`select pg_terminate_backend(pid) from unnest(${[...connections]}::int[]) pid`.execute(db);
  go.open();
  await until(async () => (await rowsOf('away')).length === 0);
  await worker.stop();
  await apart.close();
  assert.equal(runs, 1);
});
