/** What the installation takes of each card payment. */
import { percentText, readPercent, formatPercent } from '#features/prices/tax.ts';
import type { Translate } from '#platform/i18n/text.ts';
import { amountText, formatMoney, type Money, parseMoney } from '#platform/money.ts';

/** `percent` in hundredths of a percent; `fixed` in minor units by currency: none in a currency that is not named. */
export type PlatformFee = { percent: number; fixed: Readonly<Record<string, number>> };

export const NO_FEE: PlatformFee = { percent: 0, fixed: {} };

/** The fee of one payment in its minor unit: half a unit counts as one, and it is never more than the payment. */
export function reckonFee({ minor, currency }: Money, { percent, fixed }: PlatformFee): number {
  // Large amounts times ten thousand are no safe integers.
  const share = Number((BigInt(minor) * BigInt(percent) + 5000n) / 10_000n);
  return Math.min(minor, share + (fixed[currency] ?? 0));
}

/** `1.5% + €0.30`, in `currency` or in every one that is named (`1.5% + €0.30 or $0.35`); '' where nothing is taken. */
export function describeFee({ percent, fixed }: PlatformFee, locale: string, currency?: string): string {
  const named = Object.entries(fixed).filter(
    ([code, minor]) => minor > 0 && (currency === undefined || code === currency),
  );
  const amounts = new Intl.ListFormat(locale, { type: 'disjunction' }).format(
    named.map(([code, minor]) => formatMoney({ minor, currency: code }, locale, { exact: true })),
  );
  return [percent > 0 ? formatPercent(percent, locale) : '', amounts].filter(Boolean).join(' + ');
}

/** What organisers read before they connect, and afterwards. */
export function feeSentence(
  fee: PlatformFee,
  { t, locale, currency }: { t: Translate; locale: string; currency?: string },
): string {
  const said = describeFee(fee, locale, currency);
  return said ? t('stripe.fee', { fee: said }) : t('stripe.noFee');
}

/** As one types it: `1.5`. */
export function percentWords({ percent }: PlatformFee): string {
  return percentText(percent);
}

/** As one types them: `0.30 EUR, 0.35 USD`. */
export function fixedText(fixed: PlatformFee['fixed']): string {
  return Object.entries(fixed)
    .map(([currency, minor]) => `${amountText(minor, currency)} ${currency}`)
    .join(', ');
}

/** Reads what somebody typed; what is wrong with it stands beside its field. */
export function readFee(typed: {
  percent: string;
  fixed: string;
}): { fee: PlatformFee } | { problems: { where: 'percent' | 'fixed'; code: 'fee.percent' | 'fee.fixed' }[] } {
  const percent = typed.percent.trim() === '' ? 0 : readPercent(typed.percent);
  const fixed = readFixed(typed.fixed);
  if (percent !== undefined && fixed) return { fee: { percent, fixed } };
  return {
    problems: [
      ...(percent === undefined ? [{ where: 'percent' as const, code: 'fee.percent' as const }] : []),
      ...(fixed ? [] : [{ where: 'fixed' as const, code: 'fee.fixed' as const }]),
    ],
  };
}

function readFixed(text: string): Record<string, number> | undefined {
  const fixed: Record<string, number> = {};
  for (const part of text
    .split(/(?<=[A-Za-z])\s*[,;]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')) {
    const [, amount = '', code = ''] = /^(\d+(?:[.,]\d+)?)\s*([A-Za-z]{3})$/.exec(part) ?? [];
    const currency = code.toUpperCase();
    const money = isCurrency(currency) && !(currency in fixed) ? parseMoney(amount, currency) : undefined;
    if (!money) return undefined;
    fixed[currency] = money.minor;
  }
  return fixed;
}

function isCurrency(code: string): boolean {
  return code !== '' && Intl.supportedValuesOf('currency').includes(code);
}
