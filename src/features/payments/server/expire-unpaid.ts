/** Orders whose money did not come in time. */
import { sql } from 'kysely';
import { expireOrder } from '#features/orders/server/holding/expire-order.ts';
import { systemOrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Failures } from '#platform/jobs/failures.ts';

/** As many at a time as are looked for. */
const BATCH = 500;

/**
 * Gives back the seats of every order that is overdue by more days than its event waits, however many they are, each in
 * a transaction of its own. What has no day to be paid by, as what is paid at the event, never ends by itself. What
 * goes wrong with one keeps no other. Safe to run twice.
 * @throws what went wrong, once all others are done
 */
export async function expireUnpaid(ctx: Ctx, { batch = BATCH } = {}): Promise<number> {
  let expired = 0;
  let after = 0;
  const failures = new Failures(ctx, 'an unpaid order did not end');
  for (;;) {
    const ids = await listOverdue(ctx, { after, limit: batch });
    for (const id of ids) {
      await failures.attempt({ order: id }, async () => {
        if (await expireOrder(ctx, await systemOrderScope(ctx, id))) expired += 1;
      });
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < batch) break;
    after = last;
  }
  failures.check();
  return expired;
}

async function listOverdue({ db, now }: Ctx, { after, limit }: { after: number; limit: number }): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select o.id from orders as o join payment_settings as s on s.event_id = o.event_id
    where o.id > ${after} and o.state = 'pending-payment' and o.paid_minor = o.refunded_minor and o.payment_due_at + s.expire_days * interval '1 day' <= ${new Date(now)}
      -- While a bank confirms a payment, nothing is late.
      and not exists (select from payment_attempts as a where a.order_id = o.id and a.state = 'processing')
    order by o.id limit ${limit}`.execute(db);
  return rows.map(({ id }) => Number(id));
}
