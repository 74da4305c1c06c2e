/** What must hold after a rush in which something was killed. */
import { sql } from 'kysely';
import { checkSeats } from '#features/orders/server/holding/check-seats.ts';
import type { Ctx } from '#platform/ctx.ts';
import { until } from '#testing/until.ts';
import type { Promised } from './rush-buyers.ts';
import type { Postbox } from './rush-postbox.ts';

export type RushFaults = {
  /** Quotas with too many seats taken, or whose counts are not what the orders come to. */
  oversold: number;
  /** Orders of which somebody was told that are not there, or not as they were told. */
  lost: number;
  /** Orders that nobody was told of, and mails for what was not completed. */
  unwanted: number;
  /** Completed orders whose buyer has not exactly one mail. */
  unsent: number;
  /** Seats that did not come back exactly once. */
  notReturned: number;
};

const PATIENCE_MS = 60_000;

/** Waits until every completed order of the event has a letter in the post, and nothing is on its way any more. */
export async function settleMails({ db }: Ctx, eventId: number, { letters }: Postbox): Promise<void> {
  await until(async () => {
    const buyers = await db
      .selectFrom('orders')
      .select('buyerEmail')
      .where('eventId', '=', eventId)
      .where('state', '=', 'free-completed')
      .execute();
    const { rows } = await sql<{
      open: number;
    }>`select count(*) as open from jobs where state = 'active' or (state = 'waiting' and run_at < clock_timestamp() + interval '5 seconds')`.execute(
      db,
    );
    return rows[0]?.open === 0 && buyers.every(({ buyerEmail }) => letters.some(({ to }) => to === buyerEmail));
  }, PATIENCE_MS);
}

type Rush = { promised: Promised; postbox: Postbox; seats: number };

export async function auditRush(
  ctx: Ctx,
  eventId: number,
  { promised, postbox, seats }: Rush,
): Promise<Omit<RushFaults, 'notReturned'> & { promised: number; completed: number }> {
  const orders = await ctx.db
    .selectFrom('orders')
    .select(['code', 'state', 'buyerEmail'])
    .where('eventId', '=', eventId)
    .execute();
  const states = new Map(orders.map(({ code, state }) => [code, state]));
  const quota = await ctx.db
    .selectFrom('quotas')
    .select(['held', 'sold'])
    .where('eventId', '=', eventId)
    .executeTakeFirstOrThrow();
  const { oversold, miscounted } = await checkSeats(ctx);
  const completed = orders.filter(({ state }) => state === 'free-completed');
  // One that was on its way when the process died may come twice, with the same Message-ID: a reader's program shows it
  // once.
  const lettersTo = (email: string): number =>
    new Set(postbox.letters.filter(({ to }) => to === email).map(({ messageId }) => messageId)).size;
  return {
    promised: promised.size,
    completed: completed.length,
    oversold: oversold + miscounted + Number(quota.held + quota.sold !== Math.min(seats, promised.size)),
    lost: [...promised].filter(
      ([code, { completed }]) => states.get(code) !== (completed ? 'free-completed' : 'reserved'),
    ).length,
    unwanted:
      orders.filter(({ code }) => !promised.has(code)).length +
      orders.filter(
        ({ state, buyerEmail }) => state !== 'free-completed' && buyerEmail !== '' && lettersTo(buyerEmail) > 0,
      ).length,
    unsent: completed.filter(({ buyerEmail }) => lettersTo(buyerEmail) !== 1).length,
  };
}

/**
 * Lets the time of all reservations run out and waits for the clock. Says how many orders did not give their seats back
 * exactly once.
 */
export async function expireAll(ctx: Ctx, eventId: number): Promise<number> {
  const { db } = ctx;
  const held = await db
    .updateTable('orders')
    .set({ heldUntil: new Date(Date.now() - 1000) })
    .where('eventId', '=', eventId)
    .where('state', '=', 'reserved')
    .returning('id')
    .execute();
  await db
    .updateTable('jobs')
    .set({ runAt: new Date() })
    .where('queue', '=', 'expire_orders')
    .where('coalesceKey', '=', String(eventId))
    .execute();
  await until(
    async () =>
      (
        await db
          .selectFrom('orders')
          .select('id')
          .where('eventId', '=', eventId)
          .where('state', '=', 'reserved')
          .limit(1)
          .execute()
      ).length === 0,
    PATIENCE_MS,
  );
  const changes = await db
    .selectFrom('orderChanges as c')
    .innerJoin('orders as o', 'o.id', 'c.orderId')
    .select(['c.orderId'])
    .where('o.eventId', '=', eventId)
    .where('c.toState', '=', 'expired')
    .execute();
  const quota = await db.selectFrom('quotas').select('held').where('eventId', '=', eventId).executeTakeFirstOrThrow();
  const { oversold, miscounted } = await checkSeats(ctx);
  return quota.held + oversold + miscounted + Math.abs(held.length - changes.length);
}
