/** Reservations that came to nothing do not stay for good: those who go on reserving and giving up fill nothing. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { DAY_MS } from '#platform/time.ts';

/** For so long the page of a reservation says what became of it. */
const SHOWN_DAYS = 30;

/** As many at once as one statement takes. */
const BATCH = 2000;

/**
 * Deletes orders that ran out or were given up 30 days ago or earlier, for whom nobody had said who they are for and
 * nobody had begun to pay. Gives how many.
 */
export async function discardReservations(ctx: Ctx): Promise<number> {
  const before = new Date(ctx.now - SHOWN_DAYS * DAY_MS);
  let count = 0;
  for (;;) {
    const { numAffectedRows = 0n } = await sql`
      delete from orders where id in (
        select o.id from orders as o
        where o.state in ('expired', 'cancelled') and o.completed_at is null and o.buyer_email = '' and o.updated_at < ${before}
          and not exists (select from payments as p where p.order_id = o.id)
          and not exists (select from payment_attempts as a where a.order_id = o.id)
          and not exists (select from answer_files as f where f.order_id = o.id)
        limit ${BATCH}
      )`.execute(ctx.db);
    count += Number(numAffectedRows);
    if (numAffectedRows < BATCH) return count;
  }
}
