/** What of an order's money can go back the way it came. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { type Returnable, shareRefund } from '../refund.ts';
import { isOnline } from './providers.ts';

export type ReturnablePayment = Returnable & { /** The installation has kept a share of it. */ hasFee: boolean };

/** Payments that came through a provider, the newest first, as far as nothing of them went back or is about to. */
export async function loadReturnable(ctx: Ctx, { orderId }: { orderId: number }): Promise<ReturnablePayment[]> {
  const { rows } = await sql<{ paymentId: number; method: string; leftMinor: number; hasFee: boolean }>`
    select p.id as payment_id, p.method, p.amount_minor - coalesce(back.minor, 0) as left_minor, p.application_fee_minor > 0 as has_fee
    from payments as p left join lateral (select sum(r.amount_minor) as minor from payments as r where r.refunds_id = p.id and r.state <> 'failed') as back on true
    where p.order_id = ${orderId} and p.kind = 'payment' and p.reference <> '' and not exists (select 1 from payments as x where x.reverses_id = p.id)
    order by p.id desc`.execute(ctx.db);
  return rows.map((row) => ({ ...row, paymentId: Number(row.paymentId), leftMinor: Number(row.leftMinor) })).filter(({ method, leftMinor }) => isOnline(method) && leftMinor > 0);
}

/** Of money that goes back to the buyer: how much goes the way it came, by itself, and how much is sent by hand. */
export async function findWayBack(ctx: Ctx, order: { orderId: number }, backMinor: number): Promise<{ onlineMinor: number; byHandMinor: number }> {
  const { restMinor } = shareRefund(backMinor, backMinor > 0 ? await loadReturnable(ctx, order) : []);
  return { onlineMinor: backMinor - restMinor, byHandMinor: restMinor };
}

/** Whether the installation kept a share of a payment of that event. */
export async function hasPlatformFees(ctx: Ctx, { eventId }: { eventId: number }): Promise<boolean> {
  const row = await ctx.db.selectFrom('payments as p').innerJoin('orders as o', 'o.id', 'p.orderId').select('p.id').where('o.eventId', '=', eventId).where('p.applicationFeeMinor', '>', 0).limit(1).executeTakeFirst();
  return row !== undefined;
}
