/** What a buyer has to know to pay an order. */
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder, type OrderView } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale, type Locale, translator, textKey } from '#platform/i18n/translate.ts';
import { formatMoney } from '#platform/money.ts';
import type { Instant } from '#platform/time.ts';
import { creditTransferText } from '../credit-transfer-code.ts';
import { findHandMethod } from '../hand-methods.ts';
import type { HandMethodFacts, TargetFact } from '../method.ts';
import { balanceOf } from '../payment.ts';
import { getPaymentSettings } from './queries.ts';

export type Instructions = {
  method: string;
  /** The key of the text above the facts. */
  lead: { due: string; open: string; overdue: string };
  outstandingMinor: number;
  currency: string;
  dueAt: Instant | null;
  /** Amount, account, reference: label and text, in the reader's language. */
  facts: TargetFact[];
  /** Whether the lead says them already. */
  isSaidByLead: boolean;
  /** The organiser's own words; '' for none. */
  words: string;
  /** For the square that banking apps read; null where there is none. */
  transferText: string | null;
};

/**
 * How to pay what is outstanding, in the order's own language unless another is named; null where nothing is to be paid
 * any more. `order`: where it was read already.
 */
export async function loadInstructions(
  ctx: Ctx,
  scope: OrderScope,
  options: { locale?: Locale; order?: OrderView } = {},
): Promise<Instructions | null> {
  const order = options.order ?? (await getOrder(ctx, scope));
  const { outstandingMinor } = balanceOf(order);
  // What is paid at a provider is on its way already.
  const method = findHandMethod(order.paymentMethod);
  if (order.state !== 'pending-payment' || outstandingMinor === 0 || !method) return null;
  const locale = options.locale ?? knownLocale(order.locale);
  const { accountHolder: holder, iban, bic, methods } = await getPaymentSettings(ctx, scope);
  const words = methods.find(({ method }) => method === order.paymentMethod)?.instructions ?? '';
  const base = {
    method: method.id,
    lead: method.leads,
    isSaidByLead: method.factsOf === null,
    outstandingMinor,
    currency: order.currency,
    dueAt: order.paymentDueAt,
    words,
  };
  const t = translator(locale);
  const amount = {
    label: t('payment.amount'),
    text: formatMoney({ minor: outstandingMinor, currency: order.currency }, locale),
  };
  const facts = method.factsOf?.({ holder, iban, bic, reference: order.code }) ?? [];
  return {
    ...base,
    facts: [amount, ...facts.map(({ label, ...fact }) => ({ label: t(textKey(label)), ...fact }))],
    transferText: transferTextOf(method, { holder, iban, bic }, order, outstandingMinor),
  };
}

/** What banking apps read of a method in which money is transferred. */
function transferTextOf(
  { isTransferred }: HandMethodFacts,
  account: { holder: string; iban: string; bic: string },
  { currency, code: reference }: OrderView,
  amountMinor: number,
): string | null {
  if (!isTransferred || account.iban === '') return null;
  return creditTransferText({ ...account, amountMinor, currency, reference }) ?? null;
}
