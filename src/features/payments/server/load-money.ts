/** What an event took, what it owes, and what somebody has to do about it. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { TaskKind } from '../payment.ts';
import type { Instant } from '#platform/time.ts';

/** Of one way of money, in the event's currency; orders in another one, from before it was changed, have lines of their own. */
export type MoneyLine = { method: string; currency: string; receivedMinor: number; refundedMinor: number; toSendMinor: number; outstandingMinor: number };

/** Something that somebody has to do about an order's money. */
export type MoneyTask = { kind: TaskKind; code: string; buyerName: string; currency: string; amountMinor: number; at: Instant | null };

/** Lines by way, the tasks that there are, at most `limit` of each kind. Three statements, whatever there is. */
export async function loadMoney(ctx: Ctx, scope: EventScope, limit = 100): Promise<{ lines: MoneyLine[]; tasks: MoneyTask[] }> {
  return { lines: await sumLines(ctx, scope), tasks: [...(await findTasks(ctx, scope, limit)), ...(await findRefunds(ctx, scope, limit))] };
}

async function sumLines(ctx: Ctx, { eventId }: EventScope): Promise<MoneyLine[]> {
  const { rows } = await sql<MoneyLine>`
    select method, currency, sum(received)::bigint as received_minor, sum(refunded)::bigint as refunded_minor, sum(to_send)::bigint as to_send_minor, sum(outstanding)::bigint as outstanding_minor
    from (
      select p.method, o.currency,
        case p.kind when 'payment' then p.amount_minor when 'reversal' then -p.amount_minor else 0 end as received,
        case when p.kind = 'refund' and p.state = 'done' then p.amount_minor else 0 end as refunded,
        case when p.kind = 'refund' and p.state = 'open' then p.amount_minor else 0 end as to_send, 0 as outstanding
      from payments as p join orders as o on o.id = p.order_id where o.event_id = ${eventId}
      union all
      select payment_method, currency, 0, 0, 0, greatest(0, total_minor - paid_minor + refunded_minor) from orders where event_id = ${eventId} and state = 'pending-payment'
    ) as m group by method, currency order by method, currency`.execute(ctx.db);
  return rows.map((row) => ({ ...row, receivedMinor: Number(row.receivedMinor), refundedMinor: Number(row.refundedMinor), toSendMinor: Number(row.toSendMinor), outstandingMinor: Number(row.outstandingMinor) }));
}

/** What was kept of an order that was cancelled was kept by somebody's decision; what came after that was not. */
async function findTasks(ctx: Ctx, { eventId }: EventScope, limit: number): Promise<MoneyTask[]> {
  const { rows } = await sql<MoneyTask>`
    select * from (
      select case when state in ('expired', 'cancelled', 'refunded') then 'late' when state = 'pending-payment' then 'overdue' else 'over' end as kind, code, buyer_name, currency,
        case when state = 'expired' then paid_minor - refunded_minor when state in ('cancelled', 'refunded') then least(paid_minor - refunded_minor, since.minor) when state = 'pending-payment' then total_minor - paid_minor + refunded_minor else paid_minor - refunded_minor - total_minor end as amount_minor,
        case when state = 'pending-payment' then coalesce(payment_due_at, (select e.ends_at from events as e where e.id = o.event_id)) end as at, row_number() over (partition by state order by payment_due_at, id) as place
      from orders as o left join lateral (
        select sum(case p.kind when 'payment' then p.amount_minor else -p.amount_minor end) as minor from payments as p
        where p.order_id = o.id and p.created_at > (select max(c.at) from order_changes as c where c.order_id = o.id and c.to_state in ('cancelled', 'refunded'))
      ) as since on o.state in ('cancelled', 'refunded') and o.paid_minor > o.refunded_minor
      where event_id = ${eventId} and (
        (state = 'expired' and paid_minor > refunded_minor)
        or since.minor > 0
        or (state = 'pending-payment' and coalesce(payment_due_at, (select e.ends_at from events as e where e.id = o.event_id)) < ${new Date(ctx.now)})
        or (state in ('paid', 'free-completed', 'partly-refunded') and paid_minor - refunded_minor > total_minor)
      )
    ) as t where place <= ${limit} order by kind, at nulls first, code`.execute(ctx.db);
  return rows.map(({ kind, code, buyerName, currency, amountMinor, at }) => ({ kind, code, buyerName, currency, amountMinor: Number(amountMinor), at }));
}

async function findRefunds(ctx: Ctx, { eventId }: EventScope, limit: number): Promise<MoneyTask[]> {
  const rows = await ctx.db
    .selectFrom('payments as p')
    .innerJoin('orders as o', 'o.id', 'p.orderId')
    .select(['o.code', 'o.buyerName', 'o.currency', 'p.amountMinor', 'p.createdAt as at'])
    .where('o.eventId', '=', eventId)
    .where('p.kind', '=', 'refund')
    .where('p.state', '=', 'open')
    .orderBy('p.id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ kind: 'send', ...row }));
}
