/** What an event took, what it owes, and what somebody has to do about it. */
import { type RawBuilder, sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { statesWith } from '#features/orders/order.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import type { TaskCounts, TaskKind } from '../payment.ts';
import { differencesOf } from './load-differences.ts';

/**
 * Of one way of money, in the event's currency; orders in another one, from before it was changed, have lines of their
 * own.
 */
export type MoneyLine = {
  method: string;
  currency: string;
  receivedMinor: number;
  refundedMinor: number;
  toSendMinor: number;
  outstandingMinor: number;
};

/** Something that somebody has to do about an order's money. */
export type MoneyTask = {
  kind: TaskKind;
  code: string;
  buyerName: string;
  currency: string;
  amountMinor: number;
  at: Instant | null;
};

/**
 * Lines by way; what waits for somebody, at most `limit` of each kind (one or more), and how much there is of each. Two
 * statements, whatever there is.
 */
export async function loadMoney(
  ctx: Ctx,
  scope: EventScope,
  limit = 100,
): Promise<{ lines: MoneyLine[]; tasks: MoneyTask[]; counts: TaskCounts }> {
  return { lines: await sumLines(ctx, scope), ...(await listTasks(ctx, scope, limit)) };
}

/** How much of each kind waits for somebody. */
export async function countTasks(ctx: Ctx, scope: EventScope): Promise<TaskCounts> {
  const { rows } = await sql<{
    kind: TaskKind;
    n: number;
  }>`select kind, count(*)::integer as n from (${tasksOf(ctx, scope)}) as t group by kind`.execute(ctx.db);
  return countsOf(rows);
}

function countsOf(rows: readonly { kind: TaskKind; n: number }[]): TaskCounts {
  return {
    late: 0,
    over: 0,
    send: 0,
    overdue: 0,
    differs: 0,
    ...Object.fromEntries(rows.map(({ kind, n }) => [kind, n])),
  };
}

async function sumLines(ctx: Ctx, { eventId }: EventScope): Promise<MoneyLine[]> {
  const { rows } = await sql<MoneyLine>`
    select method, currency, sum(received)::bigint as received_minor, sum(refunded)::bigint as refunded_minor, sum(to_send)::bigint as to_send_minor, sum(outstanding)::bigint as outstanding_minor
    from (
      select p.method, o.currency,
        case p.kind when 'payment' then p.amount_minor when 'reversal' then -p.amount_minor else 0 end as received,
        case when p.kind = 'refund' and p.state = 'done' then p.amount_minor else 0 end as refunded,
        case when p.kind = 'refund' and (p.state = 'open' or (p.state = 'failed' and not exists (select 1 from payments as f where f.order_id = p.order_id and f.idempotency_key = 'after-' || p.id))) then p.amount_minor else 0 end as to_send, 0 as outstanding
      from payments as p join orders as o on o.id = p.order_id where o.event_id = ${eventId}
      union all
      select payment_method, currency, 0, 0, 0, greatest(0, total_minor - paid_minor + refunded_minor) from orders where event_id = ${eventId} and state = 'pending-payment'
    ) as m group by method, currency order by method, currency`.execute(ctx.db);
  return rows.map((row) => ({
    ...row,
    receivedMinor: Number(row.receivedMinor),
    refundedMinor: Number(row.refundedMinor),
    toSendMinor: Number(row.toSendMinor),
    outstandingMinor: Number(row.outstandingMinor),
  }));
}

async function listTasks(
  ctx: Ctx,
  scope: EventScope,
  limit: number,
): Promise<{ tasks: MoneyTask[]; counts: TaskCounts }> {
  const { rows } = await sql<MoneyTask & { n: number }>`
    select * from (select *, row_number() over (partition by kind order by at nulls first, code) as place, count(*) over (partition by kind)::integer as n from (${tasksOf(ctx, scope)}) as t) as placed
    where place <= ${limit} order by kind, place`.execute(ctx.db);
  return {
    tasks: rows.map(({ kind, code, buyerName, currency, amountMinor, at }) => ({
      kind,
      code,
      buyerName,
      currency,
      amountMinor: Number(amountMinor),
      at,
    })),
    counts: countsOf(rows),
  };
}

/**
 * All that waits. What was kept of an order that was cancelled was kept by somebody's decision; what came after that
 * was not. A mark that was taken back counts on neither side, and a refund that failed once, not with what followed it.
 */
function tasksOf(ctx: Ctx, scope: EventScope): RawBuilder<unknown> {
  const { eventId } = scope;
  return sql`
    select case when state in ('expired', 'cancelled', 'refunded') then 'late' when state = 'pending-payment' then 'overdue' else 'over' end as kind, code, buyer_name, currency,
      case when state = 'expired' then paid_minor - refunded_minor when state in ('cancelled', 'refunded') then least(paid_minor - refunded_minor, since.minor) when state = 'pending-payment' then total_minor - paid_minor + refunded_minor else paid_minor - refunded_minor - total_minor end as amount_minor,
      case when state = 'pending-payment' then coalesce(payment_due_at, (select e.ends_at from events as e where e.id = o.event_id)) end as at
    from orders as o left join lateral (
      select sum(case p.kind when 'payment' then p.amount_minor else -p.amount_minor end) as minor from payments as p
      where o.state in ('cancelled', 'refunded') and o.paid_minor > o.refunded_minor and p.order_id = o.id and p.created_at > (select max(c.at) from order_changes as c where c.order_id = o.id and c.to_state in ('cancelled', 'refunded'))
        and p.kind <> 'reversal' and not exists (select 1 from payments as x where x.reverses_id = p.id)
        and not exists (select 1 from payments as f where f.order_id = p.order_id and f.state = 'failed' and p.idempotency_key = 'after-' || f.id)
    ) as since on true
    where event_id = ${eventId} and (
      (state = 'expired' and paid_minor > refunded_minor)
      or since.minor > 0
      or (state = 'pending-payment' and coalesce(payment_due_at, (select e.ends_at from events as e where e.id = o.event_id)) < ${new Date(ctx.now)})
      or (state = any(${statesWith('sold')}::text[]) and paid_minor - refunded_minor > total_minor)
    )
    union all
    select 'send', o.code, o.buyer_name, o.currency, p.amount_minor, p.created_at from payments as p join orders as o on o.id = p.order_id where o.event_id = ${eventId} and p.kind = 'refund' and p.state = 'open' and p.refunds_id is null
    union all
    select 'differs', code, buyer_name, currency, amount_minor, at from (${differencesOf(ctx, scope)}) as d`;
}
