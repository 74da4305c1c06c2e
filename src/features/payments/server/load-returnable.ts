/** What of an order's money can go back the way it came. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { type Returnable, roundRefund, shareRefund } from '../refund.ts';
import { isOnline, stepOf } from './providers.ts';

export type ReturnablePayment = Returnable & { /** The installation has kept a share of it. */ hasFee: boolean };

/** Payments that came through a provider, the newest first, as far as nothing of them went back or is about to. */
export async function loadReturnable(ctx: Ctx, { orderId }: { orderId: number }): Promise<ReturnablePayment[]> {
  const { rows } = await sql<{
    paymentId: number;
    method: string;
    currency: string;
    leftMinor: number;
    hasFee: boolean;
  }>`
    select p.id as payment_id, p.method, o.currency, p.amount_minor - coalesce(back.minor, 0) as left_minor, p.application_fee_minor > 0 as has_fee
    from payments as p join orders as o on o.id = p.order_id left join lateral (select sum(r.amount_minor) as minor from payments as r where r.refunds_id = p.id and r.state not in ('failed', 'withdrawn')) as back on true
    where p.order_id = ${orderId} and p.kind = 'payment' and p.reference <> '' and not exists (select 1 from payments as x where x.reverses_id = p.id)
    order by p.id desc`.execute(ctx.db);
  return rows
    .map(({ currency, ...row }) => ({
      ...row,
      paymentId: Number(row.paymentId),
      leftMinor: Number(row.leftMinor),
      stepMinor: stepOf(row.method, currency),
    }))
    .filter(({ method, leftMinor }) => isOnline(method) && leftMinor > 0);
}

export type WayBack = {
  backMinor: number;
  keptMinor: number;
  onlineMinor: number;
  byHandMinor: number;
  /** Its provider moves larger steps only, so more goes back than the rules say. */
  isRounded: boolean;
};

/**
 * Of money that goes back to the buyer by the rules: how much it is once it is rounded to what can be sent, as
 * refundOrder does with `byRules`, how much of that goes the way it came, by itself, and how much is sent by hand.
 * `leftMinor`: what is there of the order's money.
 */
export async function findWayBack(
  ctx: Ctx,
  order: { orderId: number },
  { backMinor, keptMinor }: { backMinor: number; keptMinor: number },
  leftMinor: number,
): Promise<WayBack> {
  const payments = backMinor > 0 ? await loadReturnable(ctx, order) : [];
  const rounded = roundRefund(backMinor, { payments, leftMinor });
  const { restMinor } = shareRefund(rounded, payments);
  return {
    backMinor: rounded,
    keptMinor: Math.max(0, keptMinor - (rounded - backMinor)),
    onlineMinor: rounded - restMinor,
    byHandMinor: restMinor,
    isRounded: rounded !== backMinor,
  };
}

/** Whether the installation kept a share of a payment of that event. */
export async function hasPlatformFees(ctx: Ctx, { eventId }: { eventId: number }): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('payments as p')
    .innerJoin('orders as o', 'o.id', 'p.orderId')
    .select('p.id')
    .where('o.eventId', '=', eventId)
    .where('p.applicationFeeMinor', '>', 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
