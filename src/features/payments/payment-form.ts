/** The organiser's form about payments: what its fields hold, and what they are called. */
import type { Translate } from '#platform/i18n/text.ts';
import { amountText } from '#platform/money.ts';
import { showIban } from './iban.ts';
import { isByHand, isPaidAtEvent } from './hand-methods.ts';
import type { PaymentSettings } from './payment.ts';
import type { WhenPaid } from './provider.ts';

/** A method as organisers read it; a provider is called by its own name. */
export function nameMethod(method: string, t: Translate): string {
  if (isByHand(method)) return t(`payment.method.${method}`);
  // In these money came, too, though nobody chose them in the shop.
  if (method === 'cash' || method === 'card' || method === 'other') return t(`sales.method.${method}`);
  return `${method.slice(0, 1).toUpperCase()}${method.slice(1)}`;
}

/** A way to pay as the form shows it. `hindrance`: why it takes no money now; null where it does. */
export type WayToPay = { method: string; name: string; hint: string; when: WhenPaid; hindrance: string | null };

const text = (value: number | null): string => (value === null ? '' : String(value));

/** What the form's fields hold for these settings. */
export function settingsEntries({ methods, ...account }: PaymentSettings, currency: string): Record<string, string> {
  const entries: Record<string, string> = {
    accountHolder: account.accountHolder,
    iban: showIban(account.iban),
    bic: account.bic,
    expireDays: text(account.expireDays),
  };
  for (const { method, enabled, instructions, dueDays, fromMinor, untilDays } of methods) {
    if (enabled) entries[`${method}.enabled`] = 'on';
    // A provider says itself how it is paid, and at once.
    if (isByHand(method)) entries[`${method}.instructions`] = instructions;
    if (isByHand(method) && !isPaidAtEvent(method)) entries[`${method}.dueDays`] = text(dueDays);
    entries[`${method}.from`] = fromMinor === 0 ? '' : amountText(fromMinor, currency);
    entries[`${method}.untilDays`] = text(untilDays);
  }
  return entries;
}

/** Labels of fields that are named by a way to pay. */
export function settingsLabels(ways: readonly WayToPay[], t: Translate): Record<string, string> {
  const labels: Record<string, string> = {
    accountHolder: t('payment.holder'),
    iban: t('payment.iban'),
    bic: t('payment.bic'),
    expireDays: t('sales.methods.expireDays'),
  };
  for (const { method, name } of ways) {
    Object.assign(labels, {
      [`${method}.enabled`]: name,
      [`${method}.instructions`]: t('sales.methods.instructions', { name }),
      [`${method}.dueDays`]: t('sales.methods.dueDays', { name }),
      [`${method}.from`]: t('sales.methods.from', { name }),
      [`${method}.untilDays`]: t('sales.methods.untilDays', { name }),
    });
  }
  return labels;
}

/**
 * The way to pay that is chosen already when its buyer comes to the page: the only one, or the first in which they pay
 * at once; '' where they choose.
 */
export function proposeMethod(ways: readonly { method: string; online: boolean }[]): string {
  const [first, ...others] = ways;
  return (others.length === 0 ? first : ways.find(({ online }) => online))?.method ?? '';
}
