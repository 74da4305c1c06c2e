/** Whether every seat is sold once, watched while it happens: figures for /metrics. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { addGauge } from '#platform/metrics.ts';
import { statesWith } from '../../order.ts';
import { seatsThat } from '../queries.ts';
import type { ReservationQueue } from './start-queue.ts';

export type SeatFaults = {
  /** Quotas with more held and sold than they have; the database refuses that, so there are none. */
  oversold: number;
  /** Quotas whose counts are not what the orders come to. */
  miscounted: number;
};

/** Looks at the quotas of all events that are not over, all from one moment. */
export async function checkSeats(ctx: Ctx): Promise<SeatFaults> {
  const { rows } = await sql<SeatFaults>`
    with watched as (
      select q.id, q.size, q.held, q.sold from quotas as q join events as e on e.id = q.event_id where e.ends_at > ${new Date(ctx.now)}
    ), seats as (
      select u.id, ${seatsThat('held')} as held, ${seatsThat('sold')} as sold
      from events as e join orders as o on o.event_id = e.id join order_lines as l on l.order_id = o.id cross join unnest(l.quota_ids) as u(id)
      where e.ends_at > ${new Date(ctx.now)} and o.state = any(${statesWith('held', 'sold')}::text[])
      group by u.id
    )
    select count(*) filter (where w.held + w.sold > w.size)::integer as oversold,
      count(*) filter (where w.held <> coalesce(s.held, 0) or w.sold <> coalesce(s.sold, 0))::integer as miscounted
    from watched as w left join seats as s on s.id = w.id`.execute(ctx.db);
  return rows[0] ?? { oversold: 0, miscounted: 0 };
}

/**
 * A look is believed for so long, in milliseconds; one that took long is believed longer, so that looking never keeps
 * the database busy.
 */
const BELIEVED_MS = 30_000;
const LONGER_THAN_IT_TOOK = 20;

/**
 * Shows at /metrics how many wait in the queues, and faults, of which there should be none. `makeCtx` gives a context
 * with the time of the call.
 */
export function watchSeats(makeCtx: () => Ctx, queue: ReservationQueue): void {
  let last: { faults: Promise<SeatFaults>; until: number } | undefined;
  const look = async (): Promise<SeatFaults> => {
    if (last && last.until > performance.now()) return last.faults;
    const begun = performance.now();
    const faults = checkSeats(makeCtx());
    const look = { faults, until: begun + BELIEVED_MS };
    last = look;
    await faults.catch(() => {});
    look.until = performance.now() + Math.max(BELIEVED_MS, LONGER_THAN_IT_TOOK * (performance.now() - begun));
    return faults;
  };
  addGauge(
    'foyer_reservations_waiting',
    'Buyers who wait for seats or are being decided in this process',
    queue.waiting,
  );
  addGauge(
    'foyer_quotas_oversold',
    'Quotas of coming events with more held and sold than they have: never more than 0',
    async () => (await look()).oversold,
  );
  addGauge(
    'foyer_quotas_miscounted',
    'Quotas of coming events whose counts differ from their orders: never more than 0',
    async () => (await look()).miscounted,
  );
}
