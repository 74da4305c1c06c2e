/** Card payments through Stripe, as a way to pay of the house. */
import { type OnlineProvider, registerProvider, type Sale } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Unavailable } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { findAmountHindrance } from '../stripe-amount.ts';
import { openSession } from './open-session.ts';
import { findFee } from './find-fee.ts';
import { closeSession, lookAtSession } from './look-at-session.ts';
import { findHindrance as findAccountHindrance, getAccountForCharges } from './queries.ts';

export const STRIPE = 'stripe';

async function findHindrance(ctx: Ctx, { organizerId, currency, amountMinor }: Sale): Promise<string | null> {
  return (await findAccountHindrance(ctx, organizerId)) ?? findAmountHindrance({ minor: amountMinor, currency });
}

async function prepare(ctx: Ctx, sale: Sale & { amountMinor: number }): Promise<{ account: string; applicationFeeMinor: number }> {
  const hindrance = await findHindrance(ctx, sale);
  const found = await getAccountForCharges(ctx, sale.organizerId);
  if (hindrance !== null || !found) throw new Conflict(hindrance ?? 'No account at Stripe is connected', 'hindered');
  return { account: found.account, applicationFeeMinor: await findFee(ctx, sale) };
}

export const stripe: OnlineProvider = {
  isConfigured: () => getRuntime().config.stripe !== undefined,
  findHindrance,
  prepare,
  begin: openSession,
  look: lookAtSession,
  close: closeSession,
  refund: () => Promise.reject(new Unavailable('Refunds with Stripe are not there yet', 'not_yet')),
  lookAtRefund: () => Promise.reject(new Unavailable('Refunds with Stripe are not there yet', 'not_yet')),
};

registerProvider({
  id: STRIPE,
  name: 'Card and wallets (Stripe)',
  hint: 'Buyers pay at once on a page of Stripe, and their tickets work right after it. The money goes to your own account at Stripe.',
  when: 'now',
  online: stripe,
});
