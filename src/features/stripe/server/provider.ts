/** Card payments through Stripe, as a way to pay of Foyer. */
import { type OnlineProvider, registerProvider, type Sale } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import { getRuntime } from '#platform/runtime.ts';
import { reckonFee } from '../platform-fee.ts';
import { findAmountHindrance, floorToStripe, stepAtStripe } from '../stripe-amount.ts';
import { connectDemo } from './connect-demo.ts';
import { stripeBooks } from './load-books.ts';
import { loadFee } from './load-fee.ts';
import { loadPanel } from './load-panel.ts';
import { closeSession, pollSession } from './poll-session.ts';
import { openSession } from './open-session.ts';
import { findHindrance as findAccountHindrance, getAccountForCharges } from './queries.ts';
import { pollStripeRefund, refundPayment } from './refund-payment.ts';
import { serveWebhook } from './serve-webhook.ts';
import { showTestMoney, startTestMoney, withTestMoney } from './serve-test-money.ts';

export const STRIPE = 'stripe';

async function findHindrance(ctx: Ctx, { organizerId, currency, amountMinor }: Sale): Promise<string | null> {
  return (
    (await findAccountHindrance(ctx, organizerId)) ??
    findAmountHindrance({ minor: amountMinor, currency }, translator(ctx.locale))
  );
}

async function prepare(
  ctx: Ctx,
  sale: Sale & { amountMinor: number },
): Promise<{ account: string; applicationFeeMinor: number }> {
  const money = { minor: sale.amountMinor, currency: sale.currency };
  const found = await getAccountForCharges(ctx, sale.organizerId);
  const hindrance = found ? findAmountHindrance(money, translator(ctx.locale)) : await findHindrance(ctx, sale);
  if (hindrance !== null) throw new Conflict(hindrance, 'hindered');
  if (!found) throw new Conflict('hindered.no_account');
  const feeMinor = reckonFee(money, await loadFee(ctx, sale.organizerId));
  return { account: found.account, applicationFeeMinor: floorToStripe({ ...money, minor: feeMinor }) };
}

const stripe: OnlineProvider = {
  isConfigured: () => getRuntime().config.stripe !== undefined,
  isTestMoney: () => getRuntime().config.stripe?.testMoney === true,
  findHindrance,
  prepare,
  begin: openSession,
  look: pollSession,
  close: closeSession,
  stepOf: stepAtStripe,
  refund: refundPayment,
  pollRefund: pollStripeRefund,
  books: stripeBooks,
  describeAccount: loadPanel,
};

registerProvider({
  id: STRIPE,
  name: (t) => t('stripe.method.name'),
  hint: (t) => t('stripe.method.hint'),
  when: 'now',
  online: stripe,
  accountPage: {
    path: 'payments',
    title: 'stripe.title',
    text: 'stripe.page.text',
    link: 'stripe.page.link',
  },
  process: {
    completeConfig: withTestMoney,
    start: startTestMoney,
    serve: ({ config, makeCtx, log }) => {
      const serveEvents = serveWebhook({ makeCtx, log });
      return (req, res) => serveEvents(req, res) || showTestMoney(config, req, res);
    },
    connectDemo,
    hintOf: ({ stripe }) =>
      stripe ? '' : 'Card payments are off. STRIPE_SECRET_KEY turns them on, STRIPE_TEST_MONEY=yes lets you try them.',
  },
});
