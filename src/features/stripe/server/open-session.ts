/** A page at Stripe on which one order is paid. */
import type { AttemptLine, AttemptToBegin } from '#features/payments/provider.ts';
import { refuseTransaction } from '#features/payments/server/providers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, Unavailable } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { translator } from '#platform/i18n/translate.ts';
import { pageAtStripe } from '#platform/stripe-settings.ts';
import type { Instant } from '#platform/time.ts';
import { isExactAtStripe, toStripe } from '../stripe-amount.ts';
import { statementSuffix } from '../statement-suffix.ts';
import { accountOptions, askStripe, getStripeSettings, type Stripe, stripeApi } from './stripe-client.ts';

type Params = NonNullable<Parameters<Stripe['checkout']['sessions']['create']>[0]>;
type Item = { name: string; quantity: number; unitMinor: number };

const MOST_ITEMS = 100;
const LONGEST_NAME = 250;
/** Languages of ours that Stripe's page speaks; otherwise the reader's browser decides. */
const LOCALES: Record<string, 'en'> = { en: 'en' };

/**
 * Makes the page in the organiser's account, once for each try: also where Stripe has kept an error with the key, one
 * that was made is found.
 * @throws Unavailable (`busy` while another call with the same key is on its way); Invalid or Conflict where Stripe
 * refuses
 */
export async function openSession(
  ctx: Ctx,
  attempt: AttemptToBegin,
): Promise<{ reference: string; address: string; expiresAt: Instant }> {
  refuseTransaction(ctx);
  const session = await create(attempt).catch((error: unknown) => recall(attempt, error));
  if (!session.url) throw new Invalid('session_over.stripe');
  return {
    reference: session.id,
    address: pageAtStripe(getStripeSettings(), session.url),
    expiresAt: session.expires_at * 1000,
  };
}

async function create(attempt: AttemptToBegin): Promise<Stripe.Checkout.Session> {
  const { account, id } = attempt;
  return askStripe(stripeApi().checkout.sessions.create(paramsOf(attempt), accountOptions(account, id)));
}

async function recall({ id, account }: AttemptToBegin, error: unknown): Promise<Stripe.Checkout.Session> {
  const isBusy = error instanceof Conflict && error.code === 'idempotency';
  if (!isBusy && !(error instanceof Unavailable)) throw error;
  const made = await askStripe(stripeApi().checkout.sessions.list({ limit: 100 }, accountOptions(account))).catch(
    () => undefined,
  );
  const found = made?.data.find(({ client_reference_id }) => client_reference_id === id);
  if (found) return found;
  throw isBusy ? new Unavailable('busy.stripe') : error;
}

/** The same for the same try, whenever it is asked: Stripe compares what comes with a key. */
function paramsOf({ id, amountMinor, currency, applicationFeeMinor, expiresAt, request }: AttemptToBegin): Params {
  const metadata = { order: request.orderCode, event: request.eventSlug, attempt: id };
  return {
    mode: 'payment',
    client_reference_id: id,
    success_url: request.paidAddress,
    cancel_url: request.backAddress,
    customer_email: request.buyerEmail,
    locale: LOCALES[request.locale] ?? 'auto',
    expires_at: Math.floor(expiresAt / 1000),
    metadata,
    line_items: itemsOf(request.lines, { amountMinor, currency, ...request }).map(({ name, quantity, unitMinor }) => ({
      quantity,
      price_data: {
        currency: currency.toLowerCase(),
        unit_amount: toStripe({ minor: unitMinor, currency }),
        product_data: { name: cutText(name, LONGEST_NAME) },
      },
    })),
    payment_intent_data: {
      metadata,
      description: cutText(`${request.eventName}, order ${request.orderCode}`, 500),
      statement_descriptor_suffix: statementSuffix(request.eventName, request.orderCode),
      ...(applicationFeeMinor > 0
        ? { application_fee_amount: toStripe({ minor: applicationFeeMinor, currency }) }
        : {}),
    },
    // Where the organiser lets Stripe show prices in the currencies of readers, at its own rate,
    // other money would come than the order asks for.
    adaptive_pricing: { enabled: false },
  };
}

/** Each line by itself where Stripe can charge exactly its parts; otherwise the order as a whole. */
function itemsOf(
  lines: readonly AttemptLine[],
  {
    amountMinor,
    currency,
    orderCode,
    locale,
  }: { amountMinor: number; currency: string; orderCode: string; locale: string },
): Item[] {
  const items = lines.map(itemOf);
  const sum = items.reduce((total, { quantity, unitMinor }) => total + quantity * unitMinor, 0);
  const isFine =
    sum === amountMinor &&
    items.length > 0 &&
    items.length <= MOST_ITEMS &&
    items.every(({ unitMinor }) => isExactAtStripe({ minor: unitMinor, currency }));
  return isFine
    ? items
    : [
        {
          name: translator(locale)('payment.orderLine', { code: orderCode }),
          quantity: 1,
          unitMinor: amountMinor,
        },
      ];
}

function itemOf({ name, quantity, amountMinor }: AttemptLine): Item {
  if (quantity > 0 && amountMinor % quantity === 0) return { name, quantity, unitMinor: amountMinor / quantity };
  return { name: `${quantity} × ${name}`, quantity: 1, unitMinor: amountMinor };
}
