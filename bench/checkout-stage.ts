/**
 * What the parts of the benchmark of whole orders share: the product in one process or in two, buyers, what they need
 * besides, processor time, and the audit.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import '#entry/features.ts';
import { authoriseEvent } from '#features/events/server/policy.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import { BLANK_SETTINGS, blankMethod } from '#features/payments/payment.ts';
import { updatePaymentSettings } from '#features/payments/server/update-payment-settings.ts';
import { beginConnect } from '#features/stripe/server/begin-connect.ts';
import { finishConnect } from '#features/stripe/server/finish-connect.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { type Actor, createCtx } from '#platform/ctx.ts';
import { freePort } from '#platform/free-port.ts';
import { setRuntime } from '#platform/runtime.ts';
import { makeEvent, makeOrganizer, makeUser } from '#testing/builders.ts';
import { ask } from './http-load.ts';
import type { CheckoutDone, CheckoutLoad, Way } from './checkout-load.ts';
import { type OthersBegin, type OthersSaw, STRIPE } from './checkout-others.ts';
import { type BenchDatabase, openBenchDatabase } from './open-product.ts';

export type Sale = { slug: string; eventId: number; way: Way; seats: number };
export type Mode = 'one process' | 'apart';
/** What the parts of the product used, in milliseconds of processor time, and how often they asked the database. */
export type Used = { web: number; background: number; database: number; asked: number; askedBehind: number };

export type Stage = {
  port: number;
  database: BenchDatabase;
  /** Starts the product, in place of the one that runs. */
  start: (mode: Mode) => Promise<void>;
  makeSale: (way: Way, seats: number) => Promise<Sale>;
  buy: (load: Omit<CheckoutLoad, 'port'> & { port?: number }) => Promise<CheckoutDone>;
  used: () => Used;
  /** Waits until nothing is left to be done in the background. @throws Error after five minutes */
  calm: () => Promise<void>;
  saw: () => Promise<OthersSaw>;
  close: () => Promise<void>;
};

export const PRICE = 1250;
const SECRET = 'bench'.repeat(10);
const CALM_LIMIT_MS = 300_000;

export async function openStage(): Promise<Stage> {
  const database = await openBenchDatabase();
  const counts = mkdtempSync(path.join(tmpdir(), 'foyer-counts-'));
  const port = await freePort();
  const others = fork(path.join(import.meta.dirname, 'checkout-others.ts'));
  const callback = `http://localhost:${port}/stripe/callback`;
  const { smtp, stripe } = (await ask(others, {
    webhookUrl: `http://127.0.0.1:${port}/webhooks/stripe`,
    callback,
  } satisfies OthersBegin)) as { smtp: number; stripe: string };
  const buyers = fork(path.join(import.meta.dirname, 'checkout-load.ts'));
  let children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    const ended = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill('SIGTERM');
    await Promise.all(ended);
    children = [];
  };
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    FOYER_DATA: database.dataDir,
    FOYER_URL: '',
    FOYER_SECRET: SECRET,
    FOYER_DEMO: 'no',
    HOST: '127.0.0.1',
    PORT: String(port),
    TRUST_PROXY: 'yes',
    LOG_LEVEL: 'warn',
    SMTP_URL: `smtp://127.0.0.1:${smtp}`,
    STRIPE_SECRET_KEY: STRIPE.platformKey,
    STRIPE_CLIENT_ID: STRIPE.clientId,
    STRIPE_WEBHOOK_SECRET: STRIPE.webhookSecret,
    STRIPE_API_BASE: stripe,
    STRIPE_CONNECT_BASE: stripe,
    COUNT_STATEMENTS: counts,
  };
  setUpRuntime(database, { stripe, callback });
  const organizers = openOrganizers(database, { callback, others });
  return {
    port,
    database,
    start: async (mode) => {
      await stop();
      children = await Promise.all(
        (mode === 'one process' ? ['serve'] : ['web', 'worker']).map((command) => startProduct(command, env)),
      );
    },
    makeSale: (way, seats) => makeSale(database, organizers, { way, seats }),
    buy: (load) => ask(buyers, { port, ...load }) as Promise<CheckoutDone>,
    used: () => {
      const [web, worker] = children.map(({ pid }) => pid as number);
      return {
        web: web ? processorMs(web) : 0,
        background: worker ? processorMs(worker) : 0,
        database: processorMs(postmasterOf(database)),
        asked: web ? statementsOf(counts, web) : 0,
        askedBehind: worker ? statementsOf(counts, worker) : 0,
      };
    },
    calm: () => waitUntilCalm(database),
    saw: () => ask(others, {}) as Promise<OthersSaw>,
    close: async () => {
      await stop();
      others.disconnect();
      buyers.disconnect();
      await database.close();
      rmSync(counts, { recursive: true, force: true });
    },
  };
}

/** Resolves once it is open; of the worker, once it says something. */
async function startProduct(command: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const counter = pathToFileURL(path.join(import.meta.dirname, 'count-statements.ts')).href;
  const child = spawn(process.execPath, ['--import', counter, path.join(PROGRAM_ROOT, 'src/entry/cli.ts'), command], {
    env,
    cwd: PROGRAM_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const errors = new Set<string | undefined>();
  await new Promise<void>((resolve, reject) => {
    const hear = (part: Buffer): void => {
      said = `${said}${part}`.slice(-5000);
      for (const [, error] of String(part).matchAll(/"level":[56]0.*?"message":"([^"]*)/g)) {
        if (!errors.has(error)) process.stderr.write(`foyer ${command}: ${error}\n`);
        errors.add(error);
      }
      if (command === 'worker' || said.includes('Foyer is open')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => reject(new Error(`The product ended before it was ready:\n${said}`)));
  });
  if (command === 'worker') await sleep(3000);
  return child;
}

/** Sales are made with the settings of the product. */
function setUpRuntime(database: BenchDatabase, { stripe, callback }: { stripe: string; callback: string }): void {
  const { db, log } = database.ctx();
  const settings = {
    secretKey: STRIPE.platformKey,
    clientId: STRIPE.clientId,
    webhookSecrets: [STRIPE.webhookSecret],
    apiBase: stripe,
    connectBase: stripe,
    connect: 'oauth',
    live: false,
    fee: { percent: 0, fixed: {} },
  };
  const config = { url: new URL(callback).origin, secret: SECRET, stripe: settings };
  setRuntime({ config, log, database: { db } } as never);
}

type Organizers = { of: (way: Way) => Promise<OrganizerScope> };

/** One organizer for what is free or paid by transfer, one with an account at Stripe. */
function openOrganizers(
  database: BenchDatabase,
  { callback, others }: { callback: string; others: ChildProcess },
): Organizers {
  const connect = async (): Promise<OrganizerScope> => {
    const organizer = await makeOrganizer(database.ctx());
    const actor: Actor = await makeUser(database.ctx(), { organizer, role: 'owner' });
    const { db, log } = database.ctx();
    const owner = createCtx({ db, log, actor });
    const client = '198.51.100.1';
    const begun = await beginConnect(owner, organizer, { next: '/manage', client, callback });
    const { back } = (await ask(others, { consent: begun.address })) as { back: string };
    const done = await finishConnect(owner, { query: new URL(back).searchParams, browser: begun.browser, client });
    if (done.kind !== 'connected') throw new Error(`Stripe was not connected: ${JSON.stringify(done)}`);
    return organizer;
  };
  const [plain, connected] = [firstTime(() => makeOrganizer(database.ctx())), firstTime(connect)];
  return {
    of: (way) => (way === 'stripe' ? connected() : plain()),
  };
}

/** Does it at the first call, and gives the same from then on. */
function firstTime<T>(work: () => T): () => T {
  let done: { result: T } | undefined;
  return () => {
    done ??= { result: work() };
    return done.result;
  };
}

async function makeSale(
  database: BenchDatabase,
  organizers: Organizers,
  { way, seats }: { way: Way; seats: number },
): Promise<Sale> {
  const ctx = database.ctx();
  const startsAt = new Date(Date.now() + 200 * 86_400_000);
  const endsAt = new Date(startsAt.getTime() + 86_400_000);
  const { slug } = await makeEvent(ctx, await organizers.of(way), { published: true, startsAt, endsAt });
  const event = await authoriseEvent(ctx, slug, 'edit-tickets');
  const kind = way === 'free' ? { kind: 'free' as const } : { kind: 'paid' as const, priceMinor: PRICE };
  await createTicketType(ctx, event, { ...BLANK_TICKET, name: 'Standard', ...kind });
  await createQuota(ctx, event, { name: 'Hall', size: seats, types: [1] });
  if (way !== 'free')
    await updatePaymentSettings(ctx, event, {
      ...BLANK_SETTINGS,
      accountHolder: 'Lantern Society',
      iban: 'DE89370400440532013000',
      methods: (way === 'stripe' ? [...BLANK_SETTINGS.methods, blankMethod('stripe')] : BLANK_SETTINGS.methods).map(
        (method) => ({ ...method, enabled: method.method === way }),
      ),
    });
  return { slug, eventId: event.eventId, way, seats };
}

async function waitUntilCalm(database: BenchDatabase): Promise<void> {
  const limit = Date.now() + CALM_LIMIT_MS;
  for (let calm = 0; calm < 2;) {
    const { rows } = await sql<{ left: number; dead: number }>`
      select count(*) filter (where state <> 'dead')::integer as left, count(*) filter (where state = 'dead')::integer as dead
      from jobs where state <> 'waiting' or run_at < clock_timestamp() + interval '1 second'`.execute(
      database.ctx().db,
    );
    if (rows[0]?.dead) throw new Error(`${rows[0].dead} jobs were given up`);
    if (Date.now() > limit) throw new Error(`${rows[0]?.left} jobs are left after five minutes`);
    calm = rows[0]?.left ? 0 : calm + 1;
    await sleep(250);
  }
}

/**
 * What does not add up; nothing where all is well. `dones`: what the buyers of that sale got, `saw`: what mail server
 * and Stripe saw.
 */
export async function audit(
  { database }: Stage,
  { eventId, way, seats }: Sale,
  { dones, saw }: { dones: readonly CheckoutDone[]; saw: OthersSaw },
): Promise<string[]> {
  const { db } = database.ctx();
  const orders = dones.flatMap((done) => done.orders);
  const faults = dones.flatMap(({ problems }) => problems);
  const state = { free: 'free-completed', 'bank-transfer': 'pending-payment', stripe: 'paid' }[way];
  const { rows: kept } = await sql<{ code: string; email: string; state: string; paid: string; entries: string }>`
    select code, buyer_email as email, state, paid_minor as paid, (
      select coalesce(sum(p.amount_minor), 0) from payments as p where p.order_id = o.id and p.kind = 'payment'
    ) as entries from orders as o where event_id = ${eventId} and state = ${state}`.execute(db);
  const said = new Map(orders.map(({ code, email }) => [code, email]));
  if (kept.length !== said.size || kept.some(({ code, email }) => said.get(code) !== email))
    faults.push(`${said.size} got to the page of an order, ${kept.length} have one, or not the same`);
  const { rows: sums } = await sql<{ taken: number; tickets: number; total: number }>`
    select (select (held + sold)::integer from quotas where event_id = ${eventId} and name = 'Hall') as taken,
      (select count(*)::integer from tickets as t join orders as o on o.id = t.order_id where o.event_id = ${eventId} and o.state = ${state}) as tickets,
      (select coalesce(sum(l.quantity), 0)::integer from order_lines as l join orders as o on o.id = l.order_id where o.event_id = ${eventId} and o.state not in ('expired', 'cancelled')) as total`.execute(
    db,
  );
  const { taken = 0, tickets = 0, total = 0 } = sums[0] ?? {};
  if (taken > seats) faults.push(`${taken} of ${seats} seats are taken`);
  if (taken !== total) faults.push(`${taken} seats are taken, orders come to ${total}`);
  if (tickets !== said.size) faults.push(`${said.size} orders have ${tickets} tickets`);
  const wrong = orders.filter(({ email }) => saw.mails[email] !== 1);
  if (wrong.length > 0)
    faults.push(`${wrong.length} buyers did not get one mail; the first got ${saw.mails[wrong[0]?.email ?? ''] ?? 0}`);
  const price = way === 'stripe' ? PRICE : 0;
  for (const { code, paid, entries } of kept) {
    const charged = saw.charged[code] ?? 0;
    if (Number(paid) !== price || Number(entries) !== price || charged !== price)
      faults.push(`${code}: ${paid} paid, ${entries} in the ledger, ${charged} charged, instead of ${price}`);
  }
  return faults;
}

/** Seconds from the order that waited longest for its mail until that was sent. */
export async function longestMail({ database }: Stage, { eventId }: Sale): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from max(m.sent_at - o.completed_at))::float8 as seconds
    from mails as m join orders as o on o.event_id = m.event_id and o.buyer_email = m.recipient
    where m.event_id = ${eventId}`.execute(database.ctx().db);
  return rows[0]?.seconds ?? Number.NaN;
}

function postmasterOf({ dataDir }: BenchDatabase): number {
  return Number(readFileSync(path.join(dataDir, 'postgres/pgdata/postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Milliseconds of processor time of a process, of those that it started, and of those among them that ended. */
export function processorMs(root: number): number {
  const all = new Map<number, { parent: number; own: number; ended: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ').map(Number) ?? [];
      const [parent = 0, user = 0, kernel = 0, childUser = 0, childKernel = 0] = [1, 11, 12, 13, 14].map(
        (at) => fields[at],
      );
      all.set(Number(name), { parent, own: (user + kernel) * 10, ended: (childUser + childKernel) * 10 });
    } catch {
      // It ended meanwhile.
    }
  }
  const sum = (pid: number): number => {
    const { own = 0, ended = 0 } = all.get(pid) ?? {};
    let total = own + ended;
    for (const [child, { parent }] of all) if (parent === pid) total += sum(child);
    return total;
  };
  return sum(root);
}

/** As the counter of each of the process's threads wrote it. */
function statementsOf(folder: string, pid: number): number {
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${pid}-`))
    .reduce((sum, name) => sum + Number(readFileSync(path.join(folder, name), 'utf8') || 0), 0);
}
