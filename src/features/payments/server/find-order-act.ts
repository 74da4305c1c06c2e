/** Acts of the team on several orders, as its page shows them: before and after. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrderState } from '#features/orders/order.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { type ActOrder, MOST_ORDERS, type OrderAct } from '../order-act.ts';
import { isOnline } from './providers.ts';

type Left = { code: string; words: string };
export type OrderActReport = {
  act: OrderAct;
  by: string;
  startedAt: Instant;
  finishedAt: Instant | null;
  total: number;
  done: number;
  skipped: Left[];
  /** What went wrong, and can be tried again. */
  failed: Left[];
};

/** How far an act of that event is, and what could not be done; undefined where there is none. */
export async function findOrderAct(
  ctx: Ctx,
  { eventId }: EventScope,
  actId: number,
): Promise<OrderActReport | undefined> {
  if (!Number.isSafeInteger(actId)) return undefined;
  const row = await ctx.db
    .selectFrom('orderActs')
    .select(['act', 'by', 'startedAt', 'finishedAt'])
    .where('id', '=', actId)
    .where('eventId', '=', eventId)
    .executeTakeFirst();
  if (!row) return undefined;
  const rows = await ctx.db
    .selectFrom('orderActOrders as a')
    .innerJoin('orders as o', 'o.id', 'a.orderId')
    .select(['o.code', 'a.outcome', 'a.words'])
    .where('a.actId', '=', actId)
    .orderBy('o.id')
    .execute();
  const left = (outcome: 'skipped' | 'failed'): Left[] =>
    rows.filter((one) => one.outcome === outcome).map(({ code, words }) => ({ code, words }));
  return {
    ...row,
    act: row.act as OrderAct,
    total: rows.length,
    done: rows.filter(({ outcome }) => outcome === 'done').length,
    skipped: left('skipped'),
    failed: left('failed'),
  };
}

/** Those of the event's orders with those codes, as an act looks at them, the first first. */
export async function listActOrders(ctx: Ctx, { eventId }: EventScope, codes: readonly string[]): Promise<ActOrder[]> {
  const rows = await ctx.db
    .selectFrom('orders')
    .select(['code', 'state', 'buyerName', 'currency', 'totalMinor', 'paidMinor', 'refundedMinor', 'paymentMethod'])
    .where('eventId', '=', eventId)
    .where('code', 'in', ['', ...codes])
    .orderBy('id')
    .limit(MOST_ORDERS)
    .execute();
  return rows.map(({ state, paymentMethod, ...row }) => ({
    ...row,
    state: state as OrderState,
    online: isOnline(paymentMethod),
  }));
}
