/**
 * Whole orders, as browsers without scripts send them: the event's page, the hold, the details, where it costs
 * something the payment, and the order's page; beside a bare `node:http` that answers as many requests with one page.
 * It reports orders a second, how long each step takes, statements and processor time, all with the background work
 * that an order causes; at the end of each part it audits seats, orders, mails and money.
 *
 * `node bench/checkout.bench.ts` runs it alone, also in a checkout of another time into which `checkout*.ts`,
 * `bare-http.ts` and `count-statements.ts` were copied. Parts of it: `CHECKOUT_PARTS=one,apart,rush,late`,
 * `CHECKOUT_WAYS=free,bank-transfer,stripe`, `CHECKOUT_BUYERS=1,16,64`, `CHECKOUT_SECONDS=8`.
 */
import { type BenchRow, row } from './bench.ts';
import type { CheckoutDone, Way } from './checkout-load.ts';
import {
  audit,
  longestMail,
  type Mode,
  openStage,
  processorMs,
  type Sale,
  type Stage,
  type Used,
} from './checkout-stage.ts';
import { type BareServer, fetchRaw, openBareServer } from './http-load.ts';

type Say = (step: string) => void;

const listed = (name: string, all: string): string[] => (process.env[name] ?? all).split(',');
const PARTS = listed('CHECKOUT_PARTS', 'one,apart,rush,late');
const WAYS = listed('CHECKOUT_WAYS', 'free,bank-transfer,stripe') as Way[];
const BUYERS = listed('CHECKOUT_BUYERS', '1,16,64').map(Number);
const SECONDS = Number(process.env.CHECKOUT_SECONDS ?? 8);
const NAMES: Record<Way, string> = { free: 'free', 'bank-transfer': 'bank transfer', stripe: 'card' };
/** How many statements an order may take at most. */
const MOST: Record<Way, number> = { free: 40, 'bank-transfer': 80, stripe: 80 };
const PLENTY = 1_000_000;
const [RUSH_SEATS, RUSH_BUYERS] = [1000, 4000];

let people = 0;

/** Numbers that no buyer had yet. */
function newcomers(amount: number): { first: number; amount: number } {
  people += amount;
  return { first: people - amount, amount };
}

export async function run(report: Say): Promise<BenchRow[]> {
  report('starting the product, a mail server and the stand-in for Stripe');
  const stage = await openStage();
  const bare = await openBareServer();
  try {
    const rows: BenchRow[] = [];
    for (const [part, mode] of [
      ['one', 'one process'],
      ['apart', 'apart'],
    ] as const) {
      if (!PARTS.includes(part)) continue;
      await stage.start(mode);
      for (const way of WAYS)
        for (const buyers of BUYERS)
          rows.push(...(await measureOrders({ stage, bare, report }, { mode, way, buyers })));
    }
    if (PARTS.includes('rush') || PARTS.includes('late')) await stage.start('one process');
    if (PARTS.includes('rush')) rows.push(...(await measureRush(stage, report)));
    if (PARTS.includes('late')) rows.push(...(await measureLate(stage, report)));
    return rows;
  } finally {
    bare.close();
    await stage.close();
  }
}

type Setting = { mode: Mode; way: Way; buyers: number };

async function measureOrders(
  { stage, bare, report }: { stage: Stage; bare: BareServer; report: Say },
  { mode, way, buyers }: Setting,
): Promise<BenchRow[]> {
  const name = `${NAMES[way]}, ${buyers} ${buyers === 1 ? 'buyer' : 'buyers'}, ${mode}`;
  report(name);
  const sale = await stage.makeSale(way, PLENTY);
  const load = { slug: sale.slug, way, buyers, until: 'whole' as const };
  const warm = await stage.buy({ ...load, seconds: 2, ...newcomers(2000) });
  await stage.calm();
  const before = stage.used();
  const done = await stage.buy({ ...load, seconds: SECONDS, ...newcomers(20_000) });
  await stage.calm();
  const used = usedBetween(before, stage.used());
  const amount = Math.max(1, done.orders.length);
  const echo = await measureEcho({ stage, bare }, { sale, buyers, requests: Math.round(done.requests / amount) });
  const mine = (part: keyof Used): number => used[part] / amount;
  const steps = Object.entries(done.waits).flatMap(([step, waits]) => [
    plain(`${name}: ${step}, p50`, { figure: waits.p50Ms, yardstick: echo.p50Ms, unit: 'ms' }),
    plain(`${name}: ${step}, p99`, { figure: waits.p99Ms, yardstick: echo.p99Ms, unit: 'ms' }),
  ]);
  const isApart = mode === 'apart';
  return [
    await auditRow({ stage, report, name, sale }, [warm, done]),
    plain(`${name}: orders, beside an echo`, {
      figure: done.orders.length / done.seconds,
      yardstick: echo.perSecond,
      unit: '1/s',
    }),
    ...steps,
    row(`${name}: statements of an order`, {
      figure: mine('asked') + mine('askedBehind'),
      yardstick: MOST[way],
      unit: '',
      target: way === 'bank-transfer' ? '-' : '<= 1',
    }),
    ...(isApart
      ? [
          plain(`${name}: statements in the background`, {
            figure: mine('askedBehind'),
            yardstick: MOST[way],
            unit: '',
          }),
        ]
      : []),
    plain(`${name}: processor time of ${isApart ? 'the web' : 'the process'} for an order`, {
      figure: mine('web'),
      yardstick: echo.processorMs,
      unit: 'ms',
    }),
    ...(isApart
      ? [
          plain(`${name}: processor time of the background for an order`, {
            figure: mine('background'),
            yardstick: echo.processorMs,
            unit: 'ms',
          }),
        ]
      : []),
    plain(`${name}: processor time of the database for an order`, {
      figure: mine('database'),
      yardstick: echo.processorMs,
      unit: 'ms',
    }),
    await mailRow(stage, name, sale),
  ];
}

function plain(name: string, measured: { figure: number; yardstick: number; unit: string }): BenchRow {
  return row(name, { ...measured, target: '-' });
}

function usedBetween(before: Used, after: Used): Used {
  return {
    web: after.web - before.web,
    background: after.background - before.background,
    database: after.database - before.database,
    asked: after.asked - before.asked,
    askedBehind: after.askedBehind - before.askedBehind,
  };
}

/** A bare server sends the page of the event as often as an order takes requests. */
async function measureEcho(
  { stage, bare }: { stage: Stage; bare: BareServer },
  { sale, buyers, requests }: { sale: Sale; buyers: number; requests: number },
): Promise<{ perSecond: number; p50Ms: number; p99Ms: number; processorMs: number }> {
  const raw = await fetchRaw(`http://127.0.0.1:${stage.port}/e/${sale.slug}`, { 'accept-encoding': 'gzip, br' });
  await bare.know({ path: '/echo', headers: raw.headers, body: raw.body.toString('base64'), pieces: false });
  const load = {
    port: Number(new URL(bare.url).port),
    slug: sale.slug,
    way: sale.way,
    buyers,
    until: 'whole' as const,
    first: 0,
    amount: PLENTY,
    echo: { path: '/echo', requests },
  };
  await stage.buy({ ...load, seconds: 0.5 });
  const before = processorMs(bare.pid);
  const { orders, seconds, waits } = await stage.buy({ ...load, seconds: 2 });
  const used = processorMs(bare.pid) - before;
  return {
    perSecond: orders.length / seconds,
    p50Ms: waits.echo?.p50Ms ?? Number.NaN,
    p99Ms: waits.echo?.p99Ms ?? Number.NaN,
    processorMs: used / orders.length,
  };
}

async function auditRow(
  { stage, report, name, sale }: { stage: Stage; report: Say; name: string; sale: Sale },
  dones: readonly CheckoutDone[],
): Promise<BenchRow> {
  const faults = await audit(stage, sale, { dones, saw: await stage.saw() });
  for (const fault of faults.slice(0, 10)) report(`audit of ${name}: ${fault}`);
  return row(`${name}: faults found by the audit`, { figure: faults.length, yardstick: 1, unit: '', target: '= 0' });
}

async function mailRow(stage: Stage, name: string, sale: Sale): Promise<BenchRow> {
  return row(`${name}: from an order to its mail at the most`, {
    figure: await longestMail(stage, sale),
    yardstick: 60,
    unit: 's',
    target: '<= 1',
  });
}

/** 512 browsers, four times as many buyers as seats; who gets a seat goes on to the end. */
async function measureRush(stage: Stage, report: Say): Promise<BenchRow[]> {
  const name = `512 browsers for ${RUSH_SEATS} seats`;
  report(name);
  const sale = await stage.makeSale('free', RUSH_SEATS);
  const before = stage.used();
  const done = await stage.buy({
    slug: sale.slug,
    way: 'free',
    buyers: 512,
    until: 'whole',
    seconds: 600,
    ...newcomers(RUSH_BUYERS),
  });
  await stage.calm();
  const used = usedBetween(before, stage.used());
  const sold = done.orders.length;
  const rows = [
    await auditRow({ stage, report, name, sale }, [done]),
    row(`${name}: seats sold`, { figure: sold, yardstick: RUSH_SEATS, unit: '', target: '= 1' }),
    plain(`${name}: buyers a second`, {
      figure: (sold + done.soldOut) / done.seconds,
      yardstick: RUSH_BUYERS,
      unit: '1/s',
    }),
    plain(`${name}: processor time of the process in all`, { figure: used.web, yardstick: RUSH_BUYERS, unit: 'ms' }),
    plain(`${name}: processor time of the database in all`, {
      figure: used.database,
      yardstick: RUSH_BUYERS,
      unit: 'ms',
    }),
    plain(`${name}: answers that the server is busy`, { figure: done.busy, yardstick: RUSH_BUYERS, unit: '' }),
    await mailRow(stage, name, sale),
  ];
  for (const [step, waits] of Object.entries(done.waits))
    rows.push(
      plain(`${name}: ${step}, p50`, { figure: waits.p50Ms, yardstick: 150, unit: 'ms' }),
      plain(`${name}: ${step}, p99`, { figure: waits.p99Ms, yardstick: 150, unit: 'ms' }),
    );
  return rows;
}

/** Browsers that come too late, beside browsers that get a seat. */
async function measureLate(stage: Stage, report: Say): Promise<BenchRow[]> {
  report('browsers that come too late');
  const [plenty, none] = [await stage.makeSale('free', PLENTY), await stage.makeSale('free', 1)];
  const load = { way: 'free' as const, buyers: 64, until: 'hold' as const };
  await stage.buy({ ...load, buyers: 1, slug: none.slug, seconds: 60, ...newcomers(1) });
  for (const { slug } of [plenty, none]) await stage.buy({ ...load, slug, seconds: 1, ...newcomers(20_000) });
  const held = await stage.buy({ ...load, slug: plenty.slug, seconds: SECONDS, ...newcomers(50_000) });
  const late = await stage.buy({ ...load, slug: none.slug, seconds: SECONDS, ...newcomers(50_000) });
  const faults = [...held.problems, ...late.problems];
  for (const fault of faults.slice(0, 5)) report(fault);
  return [
    row('64 browsers too late: faults', { figure: faults.length, yardstick: 1, unit: '', target: '= 0' }),
    row('64 browsers: event page and sold out, beside event page and hold', {
      figure: late.soldOut / late.seconds,
      yardstick: held.orders.length / held.seconds,
      unit: '1/s',
      target: '>= 0.5',
    }),
    plain('64 browsers: sold out, p50, beside hold', {
      figure: late.waits['sold out']?.p50Ms ?? Number.NaN,
      yardstick: held.waits.hold?.p50Ms ?? Number.NaN,
      unit: 'ms',
    }),
    plain('64 browsers: sold out, p99, beside hold', {
      figure: late.waits['sold out']?.p99Ms ?? Number.NaN,
      yardstick: held.waits.hold?.p99Ms ?? Number.NaN,
      unit: 'ms',
    }),
  ];
}

if (import.meta.main) {
  const rows = await run((step) => void process.stderr.write(`checkout: ${step}\n`));
  for (const { bench, figure, unit, yardstick, ok } of rows)
    process.stdout.write(
      `${bench.padEnd(90)} ${figure.toFixed(2).padStart(10)} ${unit.padEnd(4)} ${yardstick.toFixed(2).padStart(10)}${ok ? '' : '  missed'}\n`,
    );
  process.exit();
}
