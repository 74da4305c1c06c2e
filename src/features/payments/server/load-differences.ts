/** Where a provider and Foyer do not say the same of an order's money. */
import { type RawBuilder, sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import { type Instant, DAY_MS } from '#platform/time.ts';
import { TROUBLE_ATTEMPTS } from '../attempt.ts';
import type { DifferenceKind } from '../difference.ts';
import { nameMethod } from '../payment-form.ts';
import { findProvider } from './providers.ts';

export type Difference = {
  why: DifferenceKind;
  code: string;
  buyerName: string;
  currency: string;
  amountMinor: number;
  /** Since when. */
  at: Instant;
  dueAt: Instant | null;
  /** The provider's id, and what it is called. */
  method: string;
  provider: string;
  said: string;
  /** Of a refund that failed: its entry. */
  refundId: number | null;
  /** Of what can be put aside: the try to pay. */
  attemptId: string | null;
  /** Where the team sees it at the provider; '' where there is no such page. */
  address: string;
};

type Row = Omit<Difference, 'provider' | 'address'> & { reference: string };

/** At most `limit` of them, the most urgent first. One statement. */
export async function loadDifferences(ctx: Ctx, scope: EventScope, limit = 100): Promise<Difference[]> {
  const { rows } =
    await sql<Row>`select * from (${differencesOf(ctx, scope)}) as d order by due_at nulls last, at, code limit ${limit}`.execute(
      ctx.db,
    );
  return rows.map(({ reference, ...row }) => {
    return {
      ...row,
      said: wordStored(row.said, ctx.locale),
      amountMinor: Number(row.amountMinor),
      refundId: row.refundId === null ? null : Number(row.refundId),
      at: Number(row.at),
      dueAt: row.dueAt === null ? null : Number(row.dueAt),
      provider: nameMethod(row.method, translator(ctx.locale)),
      address: reference ? (findProvider(row.method)?.online?.books?.addressOf(reference) ?? '') : '',
    };
  });
}

/**
 * All of them, as a subquery. What went back is compared only once the provider's books were read after the last
 * refund, and in one currency; and only of payments of which something went back here or there, which are few among
 * those of a large event. Those are looked for within the event: a small one asks for nothing of others.
 */
export function differencesOf({ now }: Ctx, { eventId }: EventScope): RawBuilder<unknown> {
  return sql`
    select 'refund-failed' as why, o.code, o.buyer_name, o.currency, r.amount_minor, r.paid_at as at, null::timestamptz as due_at, r.method, r.failure as said, r.id as refund_id, null::uuid as attempt_id, p.reference
    from payments as r join orders as o on o.id = r.order_id left join payments as p on p.id = r.refunds_id
    where o.event_id = ${eventId} and r.state = 'failed' and not exists (select 1 from payments as f where f.order_id = r.order_id and f.idempotency_key = 'after-' || r.id)
    union all
    select 'refund-slow', o.code, o.buyer_name, o.currency, r.amount_minor, r.created_at, null, r.method, r.trouble, null, null, p.reference
    from payments as r join orders as o on o.id = r.order_id join payments as p on p.id = r.refunds_id
    where o.event_id = ${eventId} and r.state = 'open' and r.created_at < ${new Date(now - DAY_MS)}
    union all
    select 'dispute', o.code, o.buyer_name, o.currency, d.amount_minor, d.opened_at, d.due_at, d.provider, d.reason, null, null, d.reference
    from payment_disputes as d join payments as p on p.id = d.payment_id join orders as o on o.id = p.order_id where o.event_id = ${eventId} and d.state = 'open'
    union all
    select 'not-booked', o.code, o.buyer_name, a.currency, a.amount_minor, a.created_at, null, a.provider, a.trouble, null, a.id, a.payment_reference
    from payment_attempts as a join orders as o on o.id = a.order_id
    where o.event_id = ${eventId} and a.state = 'paid' and a.put_aside_at is null and not exists (select 1 from payments as p where p.attempt_id = a.id and p.kind = 'payment')
    union all
    select 'no-answer', o.code, o.buyer_name, a.currency, a.amount_minor, a.created_at, null, a.provider, a.trouble, null, null, a.payment_reference
    from payment_attempts as a join orders as o on o.id = a.order_id where o.event_id = ${eventId} and a.state in ('begun', 'open', 'processing') and a.tries >= ${TROUBLE_ATTEMPTS}
    union all
    select 'lost', o.code, o.buyer_name, a.currency, a.amount_minor, a.created_at, null, a.provider, '', null, a.id, ''
    from payment_attempts as a join orders as o on o.id = a.order_id where o.event_id = ${eventId} and a.lost and a.state = 'gone' and a.put_aside_at is null
    union all
    select 'amount', o.code, o.buyer_name, o.currency, p.amount_minor, p.paid_at, null, p.method, '', null, null, p.reference
    from payments as p join payment_attempts as a on a.id = p.attempt_id join orders as o on o.id = p.order_id
    where o.event_id = ${eventId} and p.kind = 'payment' and p.amount_minor <> a.amount_minor and o.paid_minor - o.refunded_minor <> o.total_minor and o.state not in ('expired', 'cancelled', 'refunded', 'partly-refunded')
    union all
    select 'refunded-there', o.code, o.buyer_name, o.currency, abs(coalesce(there.minor, 0) - here.minor)::bigint, coalesce(there.at, here.at), null, p.method, '', null, null, p.reference
    from (
      select r.refunds_id as id from payments as r join orders as o on o.id = r.order_id where o.event_id = ${eventId} and r.refunds_id is not null
      union select m.payment_id from provider_movements as m join payments as p on p.id = m.payment_id join orders as o on o.id = p.order_id
        where o.event_id = ${eventId} and m.kind in ('refund', 'refund-failed', 'dispute', 'dispute-won')
    ) as touched
    join payments as p on p.id = touched.id join orders as o on o.id = p.order_id join payment_attempts as a on a.id = p.attempt_id join provider_books as b on b.provider = a.provider and b.account = a.account
    join lateral (
      select -sum(m.amount_minor) as minor, max(m.at) as at
      from provider_movements as m where m.payment_id = p.id and m.currency = o.currency and m.kind in ('refund', 'refund-failed', 'dispute', 'dispute-won')
    ) as there on true
    join lateral (select coalesce(sum(r.amount_minor) filter (where r.state = 'done'), 0) as minor, max(greatest(r.created_at, r.paid_at)) as at, count(*) filter (where r.state = 'open') as open from payments as r where r.refunds_id = p.id) as here on true
    where o.event_id = ${eventId} and p.kind = 'payment' and coalesce(there.minor, 0) <> here.minor and exists (select 1 from provider_movements as m where m.payment_id = p.id and m.kind = 'payment' and m.currency = o.currency) and here.open = 0 and (here.at is null or here.at < b.looked_at)
      and not exists (select 1 from payment_disputes as d where d.payment_id = p.id and d.state = 'open')`;
}
