/**
 * A rush of buyers over HTTP on loopback, beside two yardsticks in the same run: a bare `node:http` that echoes JSON,
 * and the design that counts under a lock, which has as many seats to count as the rush beside it gave out. After each
 * rush the database is asked who holds what: sold out to the last seat, everybody who was told so holds theirs, nobody
 * else does.
 */
import { sql } from 'kysely';
import { type BenchRow, median, row } from './bench.ts';
import type { Rushed } from './rush-load.ts';
import { audit, makeSale, openStage, type Sale, type Stage } from './rush-stage.ts';

const PLENTY = 1_000_000;
const ROUNDS = 5;
/**
 * A part that has taken so long, in milliseconds, takes no more turns than the three that a median needs: on a busy
 * machine too it comes to an end.
 */
const PART_MS = 25_000;
const [SEATS, BUYERS] = [1000, 10_000];

type Say = (step: string) => void;

/** Takes a turn to warm up and up to so many that count. */
async function alternate<T>(rounds: number, round: () => Promise<T>): Promise<{ all: T[]; counted: T[] }> {
  const begun = performance.now();
  const all = [await round()];
  while (all.length <= rounds && (all.length <= 3 || performance.now() - begun < PART_MS)) all.push(await round());
  return { all, counted: all.slice(1) };
}

/** The turn whose share of its yardstick is the middle one. */
function middle<T>(rounds: T[], share: (round: T) => number): T {
  return rounds.toSorted((a, b) => share(a) - share(b))[Math.floor(rounds.length / 2)] as T;
}

export async function run(report: Say): Promise<BenchRow[]> {
  report('starting the product on two nodes');
  const stage = await openStage();
  try {
    const rows: BenchRow[] = [];
    for (const connections of [64, 512]) rows.push(...(await measureRates(stage, report, connections)));
    rows.push(...(await measureForm(stage, report)), ...(await measureSlowDisk(stage, report)));
    for (const nodes of [1, 2] as const)
      for (const quotas of ['one', 'three'] as const)
        rows.push(...(await measureRush(stage, report, { nodes, quotas })));
    return rows;
  } finally {
    await stage.close();
  }
}

/** A quota that does not sell out, so that every answer is an order on disk. */
async function measureRates(stage: Stage, report: Say, connections: number): Promise<BenchRow[]> {
  report(`rates with ${connections} buyers`);
  const sale = await makeSale(stage, PLENTY, 'one');
  const rounds = await alternate(ROUNDS, async () => ({
    ours: await stage.rush(sale, { connections, amount: 8000 }),
    echo: await stage.echo({ connections, amount: 16_000 }),
  }));
  const { ours, echo } = middle(rounds.counted, (round) => round.ours.perSecond / round.echo.perSecond);
  const all = rounds.all.map((round) => round.ours);
  const given = all.reduce((sum, { codes }) => sum + codes.length, 0);
  const [empty, counting] = [
    await stage.count(0, { connections, amount: 600 }),
    await stage.count(given, { connections, amount: 300 }),
  ];
  return [
    await auditRow(stage, report, `${connections} buyers, plenty of seats`, sale, all, null),
    row(`reservations, ${connections} buyers, beside a JSON echo`, {
      figure: ours.perSecond,
      yardstick: echo.perSecond,
      unit: '1/s',
      target: '>= 0.3',
    }),
    row(`reservations, ${connections} buyers, beside counting the ${given} given out, under a lock`, {
      figure: ours.perSecond,
      yardstick: counting.perSecond,
      unit: '1/s',
      target: '>= 50',
    }),
    row(`reservations, ${connections} buyers, beside counting in empty tables`, {
      figure: ours.perSecond,
      yardstick: empty.perSecond,
      unit: '1/s',
      target: '-',
    }),
    row(`p50 of ${connections} buyers`, { figure: ours.p50Ms, yardstick: 150, unit: 'ms', target: '-' }),
    row(`p99 of ${connections} buyers`, {
      figure: ours.p99Ms,
      yardstick: 150,
      unit: 'ms',
      target: connections === 512 ? '< 1' : '-',
    }),
  ];
}

/** Browsers without scripts: each sends the form twice (307, then 303 to the order). */
async function measureForm(stage: Stage, report: Say): Promise<BenchRow[]> {
  report('browsers without scripts');
  const sale = await makeSale(stage, PLENTY, 'one');
  const crowd = { connections: 64, amount: 2000, by: 'form' as const };
  const { all, counted } = await alternate(3, () => stage.rush(sale, crowd));
  const perSecond = median(counted.map((one) => one.perSecond));
  const given = all.reduce((sum, { codes }) => sum + codes.length, 0);
  const [empty, counting] = [
    await stage.count(0, { ...crowd, amount: 600 }),
    await stage.count(given, { ...crowd, amount: 300 }),
  ];
  return [
    await auditRow(stage, report, '64 browsers without scripts', sale, all, null),
    row(`the form, 64 browsers, beside counting the ${given} given out, under a lock`, {
      figure: perSecond,
      yardstick: counting.perSecond,
      unit: '1/s',
      target: '>= 10',
    }),
    row('the form, 64 browsers, beside counting in empty tables', {
      figure: perSecond,
      yardstick: empty.perSecond,
      unit: '1/s',
      target: '-',
    }),
  ];
}

/**
 * The database waits for two milliseconds before each flush of its log (commit_delay, also where nobody else commits),
 * as a slower disk would.
 */
async function measureSlowDisk(stage: Stage, report: Say): Promise<BenchRow[]> {
  report('a disk that is two milliseconds slower');
  const { db } = stage.product.database.ctx();
  const setDelay = async (microseconds: number): Promise<void> => {
    await sql.raw(`alter system set commit_delay = ${microseconds}`).execute(db);
    await sql.raw('alter system set commit_siblings = 0').execute(db);
    await sql`select pg_reload_conf()`.execute(db);
  };
  const sale = await makeSale(stage, PLENTY, 'one');
  const rounds = await alternate(ROUNDS, async () => {
    const fast = await stage.rush(sale, { connections: 512, amount: 8000 });
    await setDelay(2000);
    const slow = await stage.rush(sale, { connections: 512, amount: 8000 });
    await setDelay(0);
    return { slow, fast };
  });
  const { slow, fast } = middle(rounds.counted, (round) => round.slow.perSecond / round.fast.perSecond);
  const all = rounds.all.flatMap((round) => [round.fast, round.slow]);
  return [
    await auditRow(stage, report, 'a slower disk', sale, all, null),
    row('reservations, 512 buyers, 2 ms more for each flush, beside without', {
      figure: slow.perSecond,
      yardstick: fast.perSecond,
      unit: '1/s',
      target: '>= 0.8',
    }),
  ];
}

/** Ten times as many buyers as seats; then a crowd that finds everything sold. */
async function measureRush(
  stage: Stage,
  report: Say,
  { nodes, quotas }: { nodes: 1 | 2; quotas: 'one' | 'three' },
): Promise<BenchRow[]> {
  const name = `${quotas === 'one' ? 'one quota' : 'three quotas'}, ${nodes === 1 ? 'one node' : 'two nodes'}`;
  report(`${BUYERS} buyers for ${SEATS} seats: ${name}`);
  const sale = await makeSale(stage, SEATS, quotas);
  const rushed = await stage.rush(sale, { connections: 512, amount: BUYERS, nodes });
  // Three times in turn, since a second of other work on the machine would decide it otherwise.
  const { all: rounds } = await alternate(2, async () => ({
    crowd: await stage.rush(sale, { connections: 512, amount: BUYERS, nodes }),
    echo: await stage.echo({ connections: 512, amount: 2 * BUYERS }),
  }));
  const { crowd, echo } = middle(rounds, (round) => round.crowd.perSecond / round.echo.perSecond);
  const crowds = rounds.map((round) => round.crowd);
  if (
    rushed.codes.length !== SEATS ||
    rushed.statuses[409] !== BUYERS - SEATS ||
    crowds.some(({ statuses }) => statuses[409] !== BUYERS)
  )
    throw new Error(
      `${name}: answers were ${JSON.stringify([rushed.statuses, ...crowds.map(({ statuses }) => statuses)])}`,
    );
  return [
    await auditRow(stage, report, `${name}, ${BUYERS} buyers for ${SEATS} seats`, sale, [rushed, ...crowds], SEATS),
    row(`${name}: answers in the rush, beside a JSON echo`, {
      figure: rushed.perSecond,
      yardstick: echo.perSecond,
      unit: '1/s',
      target: '-',
    }),
    row(`${name}: p99 in the rush`, { figure: rushed.p99Ms, yardstick: 150, unit: 'ms', target: '-' }),
    row(`${name}: a sold-out crowd, beside a JSON echo`, {
      figure: crowd.perSecond,
      yardstick: echo.perSecond,
      unit: '1/s',
      target: '>= 0.4',
    }),
  ];
}

async function auditRow(
  stage: Stage,
  report: Say,
  name: string,
  sale: Sale,
  rushes: readonly Rushed[],
  seats: number | null,
): Promise<BenchRow> {
  const faults = await audit(stage, sale, rushes, seats);
  for (const fault of faults) report(`audit of ${name}: ${fault}`);
  return row(`${name}: faults found by the audit`, { figure: faults.length, yardstick: 1, unit: '', target: '= 0' });
}
