/** The rules of an event's orders as their form holds them. */
import { localField } from '#features/events/event-time.ts';
import { percentText } from '#features/prices/tax.ts';
import { amountText } from '#platform/money.ts';
import type { Translate } from '#platform/i18n/text.ts';
import { type OrderRules, RULE_NAMES } from './after-sale.ts';

export function labelRules(t: Translate): Record<string, string> {
  return Object.fromEntries(RULE_NAMES.map((rule) => [rule, t(`sales.rules.${rule}`)]));
}

/** Boxes are `on` or empty. */
export function rulesEntries(
  rules: OrderRules,
  { currency, timeZone }: { currency: string; timeZone: string },
): Record<string, string> {
  const box = (ticked: boolean): string => (ticked ? 'on' : '');
  return {
    cancelFree: box(rules.cancelFree),
    cancelPaid: box(rules.cancelPaid),
    cancelHours: String(rules.cancelHours),
    cancelUntil: rules.cancelUntil === null ? '' : localField(rules.cancelUntil, timeZone),
    keepBp: percentText(rules.keepBp),
    keepMinor: amountText(rules.keepMinor, currency),
    namesHours: String(rules.namesHours),
    transfers: box(rules.transfers),
  };
}
