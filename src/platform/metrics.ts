/** Figures for Prometheus, at /metrics. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { sql } from 'kysely';
import { findLag } from './changes/read-changes.ts';
import { countLimited } from './mail/limit-mails.ts';
import type { Runtime } from './runtime.ts';

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const jobs = new Counter({
  name: 'foyer_jobs_total',
  help: 'Jobs by queue and outcome (done, retried, dead)',
  labelNames: ['queue', 'outcome'],
  registers: [registry],
});
const jobSeconds = new Histogram({
  name: 'foyer_job_seconds',
  help: 'Time a job took',
  labelNames: ['queue'],
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  registers: [registry],
});
const waiting = new Gauge({
  name: 'foyer_jobs_waiting',
  help: 'Jobs that are due or will be',
  labelNames: ['state'],
  registers: [registry],
});
const oldestJob = new Gauge({
  name: 'foyer_oldest_job_seconds',
  help: 'How long the job is due that nobody has taken for the longest',
  registers: [registry],
});
const heldMails = new Gauge({
  name: 'foyer_mails_limited',
  help: 'Mails that wait since too many go to one address or are caused by one client',
  registers: [registry],
});
const changesLag = new Gauge({
  name: 'foyer_changes_lag_seconds',
  help: 'How long a change waits to be read that a long transaction keeps back',
  registers: [registry],
});
const cacheHits = new Counter({
  name: 'foyer_page_cache_hits_total',
  help: 'Answers given from memory',
  registers: [registry],
});
const cacheMisses = new Counter({
  name: 'foyer_page_cache_misses_total',
  help: 'Answers that had to be made',
  registers: [registry],
});
const cacheBytes = new Gauge({ name: 'foyer_page_cache_bytes', help: 'Memory of kept answers', registers: [registry] });

/** Counts a finished job; `ms` is its time in milliseconds. */
export function countJob(queue: string, outcome: 'done' | 'retried' | 'dead', ms: number): void {
  jobs.inc({ queue, outcome });
  jobSeconds.observe({ queue }, ms / 1000);
}

/** The text that Prometheus reads. */
export async function renderMetrics({ database, pageCache }: Pick<Runtime, 'database' | 'pageCache'>): Promise<string> {
  const { rows } = await sql<{ state: string; count: number; due: number }>`
    select state, count(*) as count, coalesce(extract(epoch from clock_timestamp() - min(run_at))::float8, 0) as due from jobs group by state`.execute(
    database.db,
  );
  for (const state of ['waiting', 'active', 'dead'])
    waiting.set({ state }, rows.find((row) => row.state === state)?.count ?? 0);
  oldestJob.set(Math.max(0, rows.find((row) => row.state === 'waiting')?.due ?? 0));
  changesLag.set((await findLag(database.db)).seconds);
  heldMails.set(await countLimited(database.db));
  countUp(cacheHits, pageCache.hits);
  countUp(cacheMisses, pageCache.misses);
  cacheBytes.set(pageCache.size.bytes);
  return registry.metrics();
}

/** Lets a counter say what was counted elsewhere. */
function countUp(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}

/**
 * Adds a figure that goes up and down, asked for whenever somebody reads. The last to give it under that name counts.
 */
export function addGauge(name: string, help: string, read: () => number | Promise<number>): void {
  registry.removeSingleMetric(name);
  const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: async () => gauge.set(await read()) });
}
