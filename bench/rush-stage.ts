/**
 * What the parts of the rush's benchmark share: the product on one node or two, the buyers, the yardsticks, sales, and
 * the audit.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { sql } from 'kysely';
import { authoriseEvent } from '#features/events/server/policy.ts';
import { createQuota } from '#features/tickets/server/create-quota.ts';
import { createTicketType } from '#features/tickets/server/create-ticket-type.ts';
import { BLANK_TICKET } from '#features/tickets/ticket.ts';
import { makeEvent, makeOrganizer } from '#testing/builders.ts';
import { openProduct, type Product } from './open-product.ts';
import type { RushLoad, Rushed } from './rush-load.ts';

export type Sale = { slug: string; eventId: number };
export type Crowd = { connections: number; amount: number; nodes?: 1 | 2; by?: RushLoad['by'] };

export type Stage = {
  product: Product;
  /** Buyers for that event. */
  rush: (sale: Sale, crowd: Crowd) => Promise<Rushed>;
  echo: (crowd: Crowd) => Promise<Rushed>;
  /** The design that counts, where so many positions are held already. */
  count: (positions: number, crowd: Crowd) => Promise<Rushed>;
  close: () => Promise<void>;
};

/** Starts the product, a second node beside it, the yardsticks and the buyers. */
export async function openStage(): Promise<Stage> {
  const product = await openProduct(8);
  const second = await product.openNode();
  const yardsticks = fork(path.join(import.meta.dirname, 'rush-yardsticks.ts'), {
    env: { ...process.env, YARDSTICK_DATABASE: product.database.url },
  });
  const loader = fork(path.join(import.meta.dirname, 'rush-load.ts'));
  const [{ port }] = (await once(yardsticks, 'message')) as [{ port: number }];
  const ports = [product.url, second.url].map((url) => Number(new URL(url).port));
  let rushes = 0;
  const yardstick = (address: string, { connections, amount }: Crowd): Promise<Rushed> =>
    ask(loader, { ports: [port], path: address, bodies: BODIES, by: 'api', keys: 'yardstick', connections, amount });
  return {
    product,
    rush: ({ slug }, { connections, amount, nodes = 1, by = 'api' }) => {
      rushes += 1;
      const where =
        by === 'api'
          ? { path: `/api/v1/events/${slug}/reservations`, bodies: BODIES }
          : { path: `/e/${slug}/checkout`, bodies: ['quantity-1=1&quantity-2=0', 'quantity-1=0&quantity-2=1'] };
      return ask(loader, { ...where, by, ports: ports.slice(0, nodes), keys: `rush-${rushes}`, connections, amount });
    },
    echo: (crowd) => yardstick('/echo', crowd),
    count: async (positions, crowd) => {
      await yardstick(`/fill/${positions}`, { connections: 1, amount: 1 });
      return yardstick('/count', crowd);
    },
    close: async () => {
      yardsticks.disconnect();
      loader.disconnect();
      await second.close();
      await product.close();
    },
  };
}

const BODIES = [1, 2].map((ticketType) => JSON.stringify({ lines: [{ ticketType, quantity: 1 }] }));

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

/** An event with two ticket types and seats as told: on one quota, or on three that overlap. */
export async function makeSale({ product }: Stage, seats: number, quotas: 'one' | 'three'): Promise<Sale> {
  const ctx = product.database.ctx();
  const { slug } = await makeEvent(ctx, await makeOrganizer(ctx), { published: true });
  const event = await authoriseEvent(ctx, slug, 'edit-tickets');
  for (const name of ['Standard', 'Supporter'])
    await createTicketType(ctx, event, { ...BLANK_TICKET, name, kind: 'free' });
  await createQuota(ctx, event, { name: 'Hall', size: seats, types: [1, 2] });
  if (quotas === 'three') {
    await createQuota(ctx, event, { name: 'Balcony', size: seats, types: [1] });
    await createQuota(ctx, event, { name: 'Lunch', size: seats + 50, types: [2, 1] });
  }
  return { slug, eventId: event.eventId };
}

/**
 * What does not add up; nothing where all is well. `seats`: how many there were; null where there were more than
 * buyers.
 */
export async function audit(
  { product }: Stage,
  { eventId }: Sale,
  rushes: readonly Rushed[],
  seats: number | null,
): Promise<string[]> {
  const { db } = product.database.ctx();
  const faults: string[] = [];
  const granted = rushes.flatMap(({ codes }) => codes);
  const orders = await db
    .selectFrom('orders')
    .select('code')
    .where('eventId', '=', eventId)
    .where('state', '=', 'reserved')
    .execute();
  if (JSON.stringify(orders.map(({ code }) => code).sort()) !== JSON.stringify([...granted].sort()))
    faults.push(
      `${granted.length} were told that they hold a seat, ${orders.length} hold one, and they are not the same`,
    );
  const { rows: fills } = await sql<{ name: string; size: number; taken: number; counted: number }>`
    select q.name, q.size, q.held + q.sold as taken, (
      select coalesce(sum(l.quantity), 0)::integer from order_lines as l join orders as o on o.id = l.order_id where o.event_id = q.event_id and o.state = 'reserved' and q.id = any(l.quota_ids)
    ) as counted from quotas as q where q.event_id = ${eventId}`.execute(db);
  for (const { name, size, taken, counted } of fills) {
    if (taken > size) faults.push(`${name} is oversold: ${taken} of ${size}`);
    if (taken !== counted) faults.push(`${name} counts ${taken} seats, its orders come to ${counted}`);
  }
  const hall = fills.find(({ name }) => name === 'Hall');
  if (hall?.taken !== (seats ?? granted.length))
    faults.push(`${hall?.taken} seats are taken, not ${seats ?? granted.length}`);
  return faults;
}
