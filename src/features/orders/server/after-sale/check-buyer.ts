/** Whether a buyer may cancel now. */
import { getEventTimes } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { refuseCancelling } from '../../after-sale.ts';
import { loadOrderRules } from './load-order-rules.ts';
import type { LockedOrder } from '../move-order.ts';

/** Holds a buyer to the organiser's rules; the team decides itself. @throws Conflict */
export async function checkBuyer(
  ctx: Ctx,
  order: LockedOrder,
  tickets: readonly { transferredAt: number | null }[],
): Promise<void> {
  if (order.by !== 'buyer') return;
  if (tickets.some(({ transferredAt }) => transferredAt !== null)) throw new Conflict('transferred.ticket');
  const rules = await loadOrderRules(ctx, order);
  const { startsAt } = await getEventTimes(ctx, order);
  const refusal = refuseCancelling(rules, {
    state: order.state,
    moneyMinor: order.paidMinor - order.refundedMinor,
    startsAt,
    now: ctx.now,
  });
  if (refusal) throw new Conflict(`${refusal}.cancel`);
}
