/**
 * How soon a change is seen. An event of a thousand sessions is changed fifty times a second from another process while
 * the product serves and works as in production. One session carries a mark that counts up; all files and its page are
 * fetched over HTTP and searched for it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { unzip } from '#testing/unzip.ts';
import { EXPORTS } from '#features/exchange/server/write-conference.ts';
import '#features/exchange/server/receivers.ts';
import { authorisePublicEvent, type EventScope } from '#features/events/server/policy.ts';
import { updateSessions } from '#features/sessions/server/update-sessions.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type BenchRow, row } from './bench.ts';
import { openProduct, type Product } from './open-product.ts';

const SESSIONS = 1000;
const CHANGES_A_SECOND = 50;
const SECONDS = 10;
const LIMIT_SECONDS = 2;

type Setting = { product: Product; scope: EventScope; ctx: () => Ctx; marked: number; others: number[] };
type Seen = { delays: Map<string, number[]>; disagreements: number; comparisons: number };

export async function run(report: (step: string) => void): Promise<BenchRow[]> {
  report(`starting the product with ${SESSIONS} sessions`);
  const product = await openProduct(SESSIONS);
  try {
    const setting = await chooseSessions(product);
    report(`${CHANGES_A_SECOND} changes a second for ${SECONDS} s`);
    return await measureUnderChanges(setting);
  } finally {
    await product.close();
  }
}

/** The session that carries the mark has a speaker and a time, so that every format shows it. */
async function chooseSessions(product: Product): Promise<Setting> {
  const { ctx } = product.database;
  const scope = await authorisePublicEvent(ctx(), product.slug);
  const rows = await ctx()
    .db.selectFrom('sessions')
    .innerJoin('sessionSpeakers', 'sessionSpeakers.sessionId', 'sessions.id')
    .select('sessions.number')
    .distinct()
    .where('sessions.eventId', '=', scope.eventId)
    .where('sessions.state', '=', 'confirmed')
    .where('sessions.startsAt', 'is not', null)
    .orderBy('sessions.number')
    .execute();
  const numbers = rows.map(({ number }) => number);
  const marked = numbers[Math.floor(numbers.length / 2)] as number;
  return { product, scope, ctx, marked, others: numbers.filter((number) => number !== marked) };
}

async function measureUnderChanges(setting: Setting): Promise<BenchRow[]> {
  const { product, ctx } = setting;
  await settled(ctx());
  const builtBefore = await rebuildsDone(product);
  const begun = performance.now();
  const stop = startChanges(setting);
  const seen: Seen = { delays: new Map(EXPORTS.map(({ name }) => [name, []])), disagreements: 0, comparisons: 0 };
  for (let mark = 1; performance.now() - begun < SECONDS * 1000; mark += 1) {
    await (mark % 2 === 1 ? measureDelay(setting, mark, seen) : compareWithPage(setting, mark, seen));
    await sleep(100);
  }
  const changes = await stop();
  const changing = (performance.now() - begun) / 1000;
  await settled(ctx());
  const rebuilding = (performance.now() - begun) / 1000;
  const rebuilds = (await rebuildsDone(product)) - builtBefore;
  return [
    ...[...seen.delays].map(([name, delays]) =>
      row(
        `${name}: longest time from a commit to its being served (${delays.length} of ${changes} changes), beside the limit`,
        {
          figure: Math.max(...delays),
          yardstick: LIMIT_SECONDS,
          unit: 's',
          target: '< 1',
        },
      ),
    ),
    row('changes a second that were made, beside those wanted', {
      figure: changes / changing,
      yardstick: CHANGES_A_SECOND,
      unit: '/s',
      target: '>= 0.95',
    }),
    row('background rebuilds of each format from the first change to the last rebuild, beside the limit', {
      figure: rebuilds / rebuilding,
      yardstick: 1,
      unit: '/s',
      target: '< 1',
    }),
    row(`files and pages older than what was served before them, among ${seen.comparisons} comparisons`, {
      figure: seen.disagreements,
      yardstick: 1,
      unit: 'answers',
      target: '= 0',
    }),
  ];
}

/** Changes other sessions at an even pace until it is stopped; gives how many were made. */
function startChanges({ ctx, scope, others }: Setting): () => Promise<number> {
  const begun = performance.now();
  const running = new Set<Promise<unknown>>();
  const failures: Error[] = [];
  let made = 0;
  const timer = setInterval(() => {
    while (made < ((performance.now() - begun) * CHANGES_A_SECOND) / 1000) {
      made += 1;
      const change = updateSessions(ctx(), scope, {
        change: [{ number: others[made % others.length] as number, values: { subtitle: `Changed ${made} times` } }],
      });
      const done = change.catch((error) => void failures.push(error)).finally(() => running.delete(done));
      running.add(done);
    }
  }, 1000 / CHANGES_A_SECOND);
  return async () => {
    clearInterval(timer);
    await Promise.all(running);
    if (failures[0]) throw failures[0];
    return made;
  };
}

/** Fetches all files at once and again until each shows the mark. */
async function measureDelay(setting: Setting, mark: number, seen: Seen): Promise<void> {
  await setMark(setting, mark);
  const committed = performance.now();
  await Promise.all(
    EXPORTS.map(async ({ name }) => {
      while ((await markIn(setting, name)) < mark) await sleep(20);
      seen.delays.get(name)?.push((performance.now() - committed) / 1000);
    }),
  );
}

/** Waits for the page to show the mark; no file may be older then, nor the page older than any file. */
async function compareWithPage(setting: Setting, mark: number, seen: Seen): Promise<void> {
  const change = setMark(setting, mark);
  let shown = 0;
  while (shown < mark) shown = await markIn(setting, 'page');
  const files = await Promise.all(EXPORTS.map(({ name }) => markIn(setting, name)));
  const after = await markIn(setting, 'page');
  seen.comparisons += files.length + 1;
  seen.disagreements += files.filter((file) => file < shown).length + (after < Math.max(...files) ? 1 : 0);
  await change;
}

function setMark({ ctx, scope, marked }: Setting, mark: number): Promise<unknown> {
  return updateSessions(ctx(), scope, {
    change: [{ number: marked, values: { title: `Mark-${String(mark).padStart(4, '0')}` } }],
  });
}

/** The mark that a public address shows now, 0 for none. */
async function markIn({ product, marked }: Setting, name: string): Promise<number> {
  const event = `${product.url}/e/${product.slug}`;
  const address = name === 'page' ? `sessions/${marked}` : name.endsWith('.zip') ? name : `schedule/${name}`;
  const response = await fetch(`${event}/${address}`);
  if (response.status !== 200) throw new Error(`${address} answers ${response.status}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  return Number(/Mark-(\d{4})/.exec(name.endsWith('.zip') ? await sessionsOf(bytes) : bytes.toString())?.[1] ?? 0);
}

async function sessionsOf(zip: Uint8Array): Promise<string> {
  const files = await unzip(zip);
  return Buffer.from(files.get('sessions') as Uint8Array).toString();
}

/** Waits until no job is left that is due or about to be. */
async function settled(ctx: Ctx): Promise<void> {
  while (
    await ctx.db
      .selectFrom('jobs')
      .select('id')
      .where('state', '!=', 'dead')
      .where('runAt', '<', sql<number>`clock_timestamp() + interval '20 seconds'`)
      .limit(1)
      .executeTakeFirst()
  )
    await sleep(50);
}

async function rebuildsDone({ url }: Product): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/foyer_jobs_total\{queue="rebuild_exports",outcome="done"\} (\d+)/.exec(text)?.[1] ?? 0);
}
