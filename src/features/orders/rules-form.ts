/** The rules of an event's orders as their form holds them. */
import { localField } from '#features/events/event-time.ts';
import { percentText } from '#features/prices/tax.ts';
import { amountText } from '#platform/money.ts';
import type { OrderRules } from './after-sale.ts';

export const RULES_LABELS: Record<string, string> = {
  cancelFree: 'Cancel free orders',
  cancelPaid: 'Cancel paid orders',
  cancelHours: 'Hours before the beginning',
  cancelUntil: 'Or until this moment',
  keepBp: 'Share that you keep',
  keepMinor: 'Amount that you keep',
  namesHours: 'Names: hours before the beginning',
  transfers: 'Pass tickets on',
};

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
