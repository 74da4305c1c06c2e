/** What a buyer has to know to pay an order. */
import type { OrderScope } from '#features/orders/server/policy.ts';
import { getOrder, type OrderView } from '#features/orders/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale, type Locale, translator } from '#platform/i18n/translate.ts';
import { formatMoney } from '#platform/money.ts';
import type { Instant } from '#platform/time.ts';
import { creditTransferText } from '../credit-transfer-code.ts';
import { showIban } from '../iban.ts';
import { balanceOf } from '../payment.ts';
import { isOnline } from './providers.ts';
import { getPaymentSettings } from './queries.ts';

/** `copy`: the text as machines take it, where it differs from how it is shown. */
export type InstructionFact = { label: string; text: string; copy?: string };

export type Instructions = {
  method: string;
  outstandingMinor: number;
  currency: string;
  dueAt: Instant | null;
  /** Amount, account, reference: label and text, in the reader's language. */
  facts: InstructionFact[];
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
  if (order.state !== 'pending-payment' || outstandingMinor === 0 || isOnline(order.paymentMethod)) return null;
  const locale = options.locale ?? knownLocale(order.locale);
  const { accountHolder: holder, iban, bic, methods } = await getPaymentSettings(ctx, scope);
  const words = methods.find(({ method }) => method === order.paymentMethod)?.instructions ?? '';
  const base = {
    method: order.paymentMethod,
    outstandingMinor,
    currency: order.currency,
    dueAt: order.paymentDueAt,
    words,
  };
  const amount = {
    label: translator(locale)('payment.amount'),
    text: formatMoney({ minor: outstandingMinor, currency: order.currency }, locale),
  };
  if (order.paymentMethod === 'on-site' || iban === '') return { ...base, facts: [amount], transferText: null };
  const transferText =
    creditTransferText({
      holder,
      iban,
      bic,
      amountMinor: outstandingMinor,
      currency: order.currency,
      reference: order.code,
    }) ?? null;
  return {
    ...base,
    facts: [amount, ...accountFacts({ holder, iban, bic, reference: order.code }, locale)],
    transferText,
  };
}

function accountFacts(
  account: { holder: string; iban: string; bic: string; reference: string },
  locale: Locale,
): InstructionFact[] {
  const t = translator(locale);
  return [
    { label: t('payment.holder'), text: account.holder },
    { label: t('payment.iban'), text: showIban(account.iban), copy: account.iban },
    ...(account.bic ? [{ label: t('payment.bic'), text: account.bic }] : []),
    { label: t('payment.reference'), text: account.reference },
  ];
}
