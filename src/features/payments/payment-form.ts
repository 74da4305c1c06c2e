/** The organiser's form about payments: what its fields hold, and what they are called. */
import { amountText } from '#platform/money.ts';
import { showIban } from './iban.ts';
import type { PaymentMethod, PaymentSettings } from './payment.ts';

/** Ways to pay as organisers read them. */
export const METHOD_NAMES: Record<string, string> = { 'bank-transfer': 'Bank transfer', invoice: 'Invoice', 'on-site': 'At the event', cash: 'Cash', card: 'Card', other: 'Another way' };

export function nameMethod(method: string): string {
  return METHOD_NAMES[method] ?? method;
}

/** What each way to pay means for buyers, beside its box. */
export const METHOD_HINTS: Record<PaymentMethod, string> = {
  'bank-transfer': 'Buyers get your account and a reference. Their tickets work once the money is there.',
  invoice: 'Like a bank transfer, for companies: buyers say company, address and VAT id.',
  'on-site': 'Tickets work at once; money is taken at the door.',
};

const text = (value: number | null): string => (value === null ? '' : String(value));

/** What the form's fields hold for these settings. */
export function settingsEntries({ methods, ...account }: PaymentSettings, currency: string): Record<string, string> {
  const entries: Record<string, string> = {
    accountHolder: account.accountHolder, iban: showIban(account.iban), bic: account.bic, expireDays: text(account.expireDays),
  };
  for (const { method, enabled, instructions, dueDays, fromMinor, untilDays } of methods) {
    if (enabled) entries[`${method}.enabled`] = 'on';
    entries[`${method}.instructions`] = instructions;
    if (method !== 'on-site') entries[`${method}.dueDays`] = text(dueDays);
    entries[`${method}.from`] = fromMinor === 0 ? '' : amountText(fromMinor, currency);
    entries[`${method}.untilDays`] = text(untilDays);
  }
  return entries;
}

/** Labels of fields that are named by a way to pay. */
export function settingsLabels(): Record<string, string> {
  const labels: Record<string, string> = { accountHolder: 'Account holder', iban: 'IBAN', bic: 'BIC', expireDays: 'Give seats back' };
  for (const method of ['bank-transfer', 'invoice', 'on-site']) {
    const name = nameMethod(method);
    Object.assign(labels, { [`${method}.enabled`]: name, [`${method}.instructions`]: `${name}: what buyers read`, [`${method}.dueDays`]: `${name}: days to pay`, [`${method}.from`]: `${name}: smallest total`, [`${method}.untilDays`]: `${name}: days before the event` });
  }
  return labels;
}
