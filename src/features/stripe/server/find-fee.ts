/** What the installation takes of a card payment. */
import type { Ctx } from '#platform/ctx.ts';
import { floorToStripe } from '../stripe-amount.ts';
import { getStripeSettings } from './stripe-client.ts';

/** In the currency's minor unit: a share, half up, and a fixed amount; never more than the payment, and such that Stripe can move it. */
export async function findFee(_ctx: Ctx, { amountMinor, currency }: { organizerId: number; amountMinor: number; currency: string }): Promise<number> {
  const { percent, fixed } = getStripeSettings().fee;
  const share = Number((BigInt(amountMinor) * BigInt(percent) + 5000n) / 10_000n);
  return floorToStripe({ minor: Math.min(amountMinor, share + (fixed[currency] ?? 0)), currency });
}
