/** The buyer's choice of how to pay, whoever provides it. */
import type { Billing } from '#features/orders/server/paying/place-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, Unavailable } from '#platform/errors.ts';
import type { PaymentMethod } from '../payment.ts';
import { beginOnlinePayment, type OnlineBegun } from './begin-online-payment.ts';
import { leaveOnlinePayment } from './close-attempt.ts';
import { isOnline } from './providers.ts';
import { startPayment } from './start-payment.ts';

/** Codes of conflicts that only say that the provider would not, now. */
const REFUSALS = new Set(['provider_refuses', 'hindered', 'no_provider']);

/**
 * Leads to the provider, or places the order to be paid otherwise; a page at a provider that is open still is closed
 * first, so that nobody pays twice. Asks providers over the network: not within a transaction.
 * @throws Invalid at `method` where that way is not open, or its provider does not answer or refuses; Conflict as
 * placeOrder says, `busy` while the order is being paid in another window
 */
export async function beginPayment(
  ctx: Ctx,
  scope: OrderScope,
  choice: { method: PaymentMethod; billing?: Billing | undefined },
): Promise<OnlineBegun> {
  try {
    if (isOnline(choice.method)) return await beginOnlinePayment(ctx, scope, choice);
    if ((await leaveOnlinePayment(ctx, scope)) === 'taken') return { outcome: 'placed' };
  } catch (error) {
    if (error instanceof Unavailable) throw refusal('payment.notNow');
    if (error instanceof Conflict && REFUSALS.has(error.code)) throw refusal('payment.refused');
    throw error;
  }
  return { outcome: await startPayment(ctx, scope, choice) };
}

function refusal(message: string): Invalid {
  return new Invalid('invalid.way_now', [{ where: 'method', message }]);
}
