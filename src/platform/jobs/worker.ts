/**
 * The worker: takes due jobs of all queues, several at a time, in as many processes as there are.
 *
 * A job is delivered at least once. A worker holds a lease on it and renews the lease while it works; when the worker
 * dies the lease runs out and the job is due again. The count of attempts says whose it is now: a worker that was only
 * slow leaves alone what another took over. A job that fails comes back after a growing pause, and after its
 * last attempt stays as a dead one, with its error, for the operator.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/connect.ts';
import { cutText } from '../fit-text.ts';
import type { Log } from '../log.ts';
import { createLane, type Found } from './lane.ts';

export type Job = {
  id: number;
  queue: string;
  coalesceKey: string | null;
  payload: unknown;
  attempts: number;
  maxAttempts: number;
  merged: number;
};
export type JobHandler = (job: Job) => Promise<void>;

export type WorkerOptions = {
  db: Db;
  log: Log;
  handlers: Map<string, JobHandler>;
  /** How many jobs run at once in this process. */
  concurrency?: number;
  /** Queues that share nothing with the others, and how many of their jobs run at once. */
  apart?: Record<string, number>;
  /** After how many seconds without a sign of life a worker's jobs are somebody else's. */
  leaseSeconds?: number;
  /** How often to look when nobody says that there is something, in milliseconds. */
  pollMs?: number | (() => number);
  onDone?: (queue: string, outcome: 'done' | 'retried' | 'dead', ms: number) => void;
};

export type Worker = {
  /** Says that something may be due: look now. */
  wake: () => void;
  /** Resolves when the last look found nothing due and nothing is running. */
  idle: () => Promise<void>;
  /** Takes no new job, waits for those that run, then resolves. */
  stop: () => Promise<void>;
};

const LEASE_SECONDS = 60;

/** Starts working. */
export function startWorker(options: WorkerOptions): Worker {
  const { db, log, leaseSeconds: lease = LEASE_SECONDS, pollMs = 1000 } = options;
  const groups = groupsOf(options);
  const lane = createLane<Job>({
    pollMs: typeof pollMs === 'number' ? () => pollMs : pollMs,
    look: (running, ended) => look(db, { groups, running, ended, lease }),
    finish: (ended) => putAway(db, ended),
    run: (job) => runJob(job, options),
    onError: (error) => log.warn({ err: error }, 'jobs: the database did not answer; trying again'),
  });
  const renewal = setInterval(
    () => {
      renewLeases(db, lane.held(), lease).catch((error) => log.warn({ err: error }, 'jobs: leases not renewed'));
    },
    (lease * 1000) / 3,
  );
  return {
    wake: lane.wake,
    idle: lane.idle,
    stop: async () => {
      await lane.stop();
      clearInterval(renewal);
    },
  };
}

/** Queues whose jobs share so many places. */
type Group = { queues: string[]; width: number };

function groupsOf({ handlers, concurrency = 4, apart = {} }: WorkerOptions): Group[] {
  const shared = [...handlers.keys()].filter((queue) => apart[queue] === undefined);
  return [
    { queues: shared, width: concurrency },
    ...Object.entries(apart).map(([queue, width]) => ({ queues: [queue], width })),
  ];
}

/** Whether the job was done, and only has to be put away. */
async function runJob(job: Job, { db, log, handlers, onDone }: WorkerOptions): Promise<boolean> {
  const started = performance.now();
  const handler = handlers.get(job.queue) as JobHandler;
  try {
    await handler(job);
    onDone?.(job.queue, 'done', performance.now() - started);
    return true;
  } catch (error) {
    const dead = job.attempts >= job.maxAttempts;
    log.error({ err: error, job: job.id, queue: job.queue, attempt: job.attempts, dead }, 'job failed');
    await putBack(db, job, error instanceof Error ? `${error.name}: ${error.message}` : String(error), dead);
    onDone?.(job.queue, dead ? 'dead' : 'retried', performance.now() - started);
    return false;
  }
}

/** Pause before attempt n + 1: about 1, 4, 16, 64 s ... up to an hour, a quarter of it left to chance. */
function pauseMs(attempts: number): number {
  return Math.min(3_600_000, 1000 * 4 ** (attempts - 1)) * (0.75 + Math.random() * 0.25);
}

/**
 * Where a newer job waits under the same key it stands for this one too. It may come between the look and the return:
 * then look again.
 */
async function putBack(db: Db, job: Job, error: string, dead: boolean): Promise<void> {
  for (;;) {
    if (job.coalesceKey !== null && !dead && (await giveWay(db, job))) return;
    try {
      return await returnJob(db, job, error, dead);
    } catch (conflict) {
      if ((conflict as { code?: string }).code !== UNIQUE_VIOLATION) throw conflict;
    }
  }
}

const UNIQUE_VIOLATION = '23505';

async function giveWay(db: Db, job: Job): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from jobs j where j.id = ${job.id} and j.state = 'active' and j.attempts = ${job.attempts} and exists (
      select 1 from jobs w where w.state = 'waiting' and w.queue = j.queue and w.coalesce_key = j.coalesce_key)`.execute(
    db,
  );
  return numAffectedRows === 1n;
}

async function returnJob(db: Db, job: Job, error: string, dead: boolean): Promise<void> {
  await db
    .updateTable('jobs')
    .set({
      state: dead ? 'dead' : 'waiting',
      lastError: cutText(error, 2000),
      leasedUntil: null,
      runAt: sql`clock_timestamp() + ${pauseMs(job.attempts)} * interval '1 millisecond'`,
    })
    .where('id', '=', job.id)
    .where('state', '=', 'active')
    .where('attempts', '=', job.attempts)
    .execute();
}

type Look = { groups: Group[]; running: readonly Job[]; ended: readonly Job[]; lease: number };
type Row = Job & { id: number | null; dueMs: number | null; lapseMs: number | null };

/** One statement for all queues; two where a worker died. */
async function look(db: Db, { groups, running, ended, lease }: Look): Promise<Found<Job>> {
  const rooms = groups.map(({ queues, width }) => ({
    queues,
    room: Math.max(0, width - running.filter(({ queue }) => queues.includes(queue)).length),
  }));
  const { rows } = await takeDue(rooms, ended, lease).execute(db);
  const [{ dueMs = null, lapseMs = null } = {}] = rows;
  if (lapseMs !== null && lapseMs <= 0) await releaseLapsed(db);
  const taken = rows.filter(({ id }) => id !== null);
  return {
    taken,
    more: rooms.some(({ queues, room }) => taken.filter(({ queue }) => queues.includes(queue)).length === room),
    dueMs,
    otherMs: lapseMs ?? Number.POSITIVE_INFINITY,
  };
}

const heldOf = (jobs: readonly Job[]): RawBuilder<unknown> =>
  sql`unnest(${jobs.map(({ id }) => id)}::bigint[], ${jobs.map(({ attempts }) => attempts)}::integer[]) as held (id, attempts)`;

/**
 * Puts away what ended, takes what is due, and says when the next is due where there was room for more: all as of one
 * moment, and what was taken or ended just now counts as such. What waits for its key is not due: the end of the job
 * that holds it is the time to look again.
 */
function takeDue(rooms: { queues: string[]; room: number }[], ended: readonly Job[], lease: number): RawBuilder<Row> {
  const free = sql`(coalesce_key is null or not exists (
    select 1 from jobs a where a.state = 'active' and a.queue = j.queue and a.coalesce_key = j.coalesce_key
      and a.id not in (select id from ended)))`;
  const names = rooms.map((_, at) => sql.ref(`due_${at}`));
  const due = rooms.map(
    ({ queues, room }, at) => sql`${names[at]} as (
      select id from jobs j where state = 'waiting' and run_at <= clock_timestamp() and queue = any(${queues}) and ${free}
      order by run_at, id limit ${room} for update skip locked)`,
  );
  const next = rooms.map(
    ({ queues, room }, at) => sql`case when (select count(*) from ${names[at]}) < ${room}::integer then (
      select run_at from jobs j where state = 'waiting' and queue = any(${queues}) and ${free}
        and id not in (select id from ${names[at]})
      order by run_at limit 1) end`,
  );
  const all = names.map((name) => sql`select id from ${name}`);
  return sql<Row>`
    with ended as (
      delete from jobs using ${heldOf(ended)}
      where jobs.id = held.id and jobs.attempts = held.attempts and jobs.state = 'active' returning jobs.id
    ), ${sql.join(due)}, taken as (
      update jobs set state = 'active', attempts = attempts + 1,
        leased_until = clock_timestamp() + ${lease} * interval '1 second'
      where id in (${sql.join(all, sql` union all `)})
      returning id, queue, coalesce_key, payload, attempts, max_attempts, merged
    )
    select taken.*, next.due_ms, next.lapse_ms from (select
      (extract(epoch from least(${sql.join(next)}) - clock_timestamp()) * 1000)::float8 as due_ms,
      (extract(epoch from (
        select min(leased_until) from jobs where state = 'active' and id not in (select id from ended)
      ) - clock_timestamp()) * 1000)::float8 as lapse_ms
    ) as next left join taken on true`;
}

async function putAway(db: Db, ended: readonly Job[]): Promise<void> {
  await sql`
    delete from jobs using ${heldOf(ended)}
    where jobs.id = held.id and jobs.attempts = held.attempts and jobs.state = 'active'`.execute(db);
}

/**
 * Jobs of workers that died: due again, or gone where a newer one waits under the same key, or dead when it was their
 * last attempt: a job that kills its worker must not do so for ever.
 */
async function releaseLapsed(db: Db): Promise<void> {
  await sql`
    with lapsed as (
      select id, queue, coalesce_key from jobs where state = 'active' and leased_until < clock_timestamp() for update skip locked
    ), superseded as (
      delete from jobs where id in (
        select l.id from lapsed l join jobs w on w.state = 'waiting' and w.queue = l.queue and w.coalesce_key = l.coalesce_key)
      returning id
    )
    update jobs set leased_until = null, state = case when attempts < max_attempts then 'waiting' else 'dead' end,
      last_error = coalesce(last_error, 'The worker that held it died')
    where id in (select id from lapsed) and id not in (select id from superseded)`.execute(db);
}

async function renewLeases(db: Db, jobs: Job[], lease: number): Promise<void> {
  if (jobs.length === 0) return;
  await sql`
    update jobs set leased_until = clock_timestamp() + ${lease} * interval '1 second' from ${heldOf(jobs)}
    where jobs.state = 'active' and jobs.id = held.id and jobs.attempts = held.attempts`.execute(db);
}
