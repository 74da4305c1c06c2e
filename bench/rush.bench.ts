/**
 * A rush of buyers over HTTP on loopback, beside two yardsticks in the same run: a bare `node:http` that echoes JSON, and the design that
 * counts under a lock. After each rush the database is asked who holds what: sold out to the last seat, everybody who was told so holds
 * theirs, nobody else does.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { authoriseEvent } from '#features/events/server/policy.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { type BenchRow, row } from './bench.ts';
import { openProduct, type Product } from './open-product.ts';
import type { RushLoad, Rushed } from './rush-load.ts';

const PLENTY = 1_000_000;
const ROUNDS = 5;

type Stage = { product: Product; yardsticks: number; load: (load: RushLoad) => Promise<Rushed> };

export async function run(say: (step: string) => void): Promise<BenchRow[]> {
  say('starting the product');
  const product = await openProduct(8);
  const [yardsticks, loader] = [fork(path.join(import.meta.dirname, 'rush-yardsticks.ts'), { env: { ...process.env, YARDSTICK_DATABASE: product.database.url } }), fork(path.join(import.meta.dirname, 'rush-load.ts'))];
  try {
    const [{ port }] = (await once(yardsticks, 'message')) as [{ port: number }];
    const stage: Stage = { product, yardsticks: port, load: (load) => ask(loader, load) };
    return [...(await measureRates(stage, say)), ...(await measureRush(stage, say, 'one quota', { quotas: 'one' })), ...(await measureRush(stage, say, 'three quotas', { quotas: 'three' }))];
  } finally {
    yardsticks.disconnect();
    loader.disconnect();
    await product.close();
  }
}

function ask(child: ChildProcess, load: RushLoad): Promise<Rushed> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('The process of the buyers ended early'));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as Rushed);
    });
    child.send(load);
  });
}

type Sale = { slug: string; eventId: number };

/** An event with two ticket types and seats as told: on one quota, or on three that overlap. */
async function makeSale({ product }: Stage, seats: number, quotas: 'one' | 'three'): Promise<Sale> {
  const ctx = product.database.ctx();
  const { slug } = await makeEvent(ctx, await makeOrganizer(ctx), { published: true });
  const event = await authoriseEvent(ctx, slug, 'edit-tickets');
  for (const name of ['Standard', 'Supporter']) await createTicketType(ctx, event, { ...BLANK_TICKET, name, kind: 'free' });
  await createQuota(ctx, event, { name: 'Hall', size: seats, types: [1, 2] });
  if (quotas === 'three') {
    await createQuota(ctx, event, { name: 'Balcony', size: seats, types: [1] });
    await createQuota(ctx, event, { name: 'Lunch', size: seats + 50, types: [2, 1] });
  }
  return { slug, eventId: event.eventId };
}

const bodyOf = (ticketType: number): string => JSON.stringify({ lines: [{ ticketType, quantity: 1 }] });

let rushes = 0;
async function rush({ product, load }: Stage, sale: Sale, more: Pick<RushLoad, 'connections' | 'amount'>): Promise<Rushed> {
  rushes += 1;
  return load({ port: Number(new URL(product.url).port), path: `/api/v1/events/${sale.slug}/reservations`, bodies: [bodyOf(1), bodyOf(2)], keys: `rush-${rushes}`, ...more });
}

/** A quota that does not sell out, so that every answer is an order on disk. */
async function measureRates(stage: Stage, say: (step: string) => void): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const connections of [64, 512]) {
    say(`rates with ${connections} buyers`);
    const sale = await makeSale(stage, PLENTY, 'one');
    const yardstick = (address: string, amount: number): Promise<Rushed> => stage.load({ port: stage.yardsticks, path: address, bodies: [bodyOf(1), bodyOf(2)], keys: 'yardstick', connections, amount });
    const turns: { ours: Rushed; echo: Rushed }[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const turn = { ours: await rush(stage, sale, { connections, amount: 8000 }), echo: await yardstick('/echo', 16_000) };
      if (round >= 0) turns.push(turn);
    }
    turns.sort((a, b) => a.ours.perSecond / a.echo.perSecond - b.ours.perSecond / b.echo.perSecond);
    const { ours, echo } = turns[Math.floor(turns.length / 2)] as { ours: Rushed; echo: Rushed };
    const counting = await yardstick('/count', connections === 64 ? 600 : 1000);
    if (ours.statuses[201] !== 8000) throw new Error(`Not every buyer got a seat where there were plenty: ${JSON.stringify(ours.statuses)}`);
    rows.push(row(`reservations, ${connections} buyers, beside a JSON echo`, { figure: ours.perSecond, yardstick: echo.perSecond, unit: '1/s', target: '>= 0.3' }));
    rows.push(row(`reservations, ${connections} buyers, beside counting under a lock`, { figure: ours.perSecond, yardstick: counting.perSecond, unit: '1/s', target: '>= 50' }));
    rows.push(row(`p50 of ${connections} buyers`, { figure: ours.p50Ms, yardstick: 150, unit: 'ms', target: '-' }));
    rows.push(row(`p99 of ${connections} buyers`, { figure: ours.p99Ms, yardstick: 150, unit: 'ms', target: connections === 512 ? '< 1' : '-' }));
  }
  return rows;
}

const [SEATS, BUYERS] = [1000, 10_000];

/** Ten times as many buyers as seats; then a crowd that finds everything sold. */
async function measureRush(stage: Stage, say: (step: string) => void, name: string, { quotas }: { quotas: 'one' | 'three' }): Promise<BenchRow[]> {
  say(`${BUYERS} buyers for ${SEATS} seats on ${name}`);
  const sale = await makeSale(stage, SEATS, quotas);
  const rushed = await rush(stage, sale, { connections: 512, amount: BUYERS });
  const faults = await audit(stage, sale, rushed);
  for (const fault of faults) say(`audit: ${fault}`);
  const crowd = await rush(stage, sale, { connections: 512, amount: BUYERS });
  const echo = await stage.load({ port: stage.yardsticks, path: '/echo', bodies: [bodyOf(1)], keys: 'yardstick', connections: 512, amount: 2 * BUYERS });
  return [
    row(`${name}: faults found by the audit of ${BUYERS} buyers for ${SEATS} seats`, { figure: faults.length, yardstick: 1, unit: '', target: '= 0' }),
    row(`${name}: answers in the rush, beside a JSON echo`, { figure: rushed.perSecond, yardstick: echo.perSecond, unit: '1/s', target: '-' }),
    row(`${name}: a sold-out crowd, beside a JSON echo`, { figure: crowd.perSecond, yardstick: echo.perSecond, unit: '1/s', target: '>= 0.4' }),
  ];
}

/** What does not add up; nothing where all is well. */
async function audit({ product }: Stage, { eventId }: Sale, { statuses, codes }: Rushed): Promise<string[]> {
  const { db } = product.database.ctx();
  const faults: string[] = [];
  const fills = await db.selectFrom('quotas').select(['name', 'size', 'held', 'sold']).where('eventId', '=', eventId).execute();
  for (const { name, size, held, sold } of fills) if (held + sold > (size ?? 0)) faults.push(`${name} is oversold: ${held} + ${sold} of ${size}`);
  const orders = await db.selectFrom('orders').select('code').where('eventId', '=', eventId).where('state', '=', 'reserved').execute();
  const seats = await db.selectFrom('orderLines').innerJoin('orders', 'orders.id', 'orderLines.orderId').select(sql<number>`coalesce(sum(quantity), 0)`.as('n')).where('eventId', '=', eventId).executeTakeFirstOrThrow();
  if (seats.n !== SEATS) faults.push(`${seats.n} seats are held, not ${SEATS}`);
  if (JSON.stringify(orders.map(({ code }) => code).sort()) !== JSON.stringify([...codes].sort())) faults.push('those who were told that they hold a seat are not those who hold one');
  if (statuses[201] !== SEATS || statuses[409] !== BUYERS - SEATS) faults.push(`answers were ${JSON.stringify(statuses)}`);
  return faults;
}
