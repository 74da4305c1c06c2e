/** A ticket type as its form shows it. */
import { localField } from '#features/events/event-time.ts';
import { amountText } from '#platform/money.ts';
import type { Instant } from '#platform/time.ts';
import type { TicketValues, TicketVisibility } from './ticket.ts';

/** Field names to texts: amounts in `currency`, times as a clock in `timeZone` shows them. */
export function ticketEntries(
  values: TicketValues,
  { currency, timeZone }: { currency: string; timeZone: string },
): Record<string, string> {
  const clock = (at: Instant | null): string => (at === null ? '' : localField(at, timeZone));
  return {
    name: values.name,
    description: values.description,
    kind: values.kind,
    price: values.priceMinor === 0 ? '' : amountText(values.priceMinor, currency),
    suggested: values.suggestedMinor === null ? '' : amountText(values.suggestedMinor, currency),
    quantity: values.quantity === null ? '' : String(values.quantity),
    minimumPerOrder: String(values.minimumPerOrder),
    maximumPerOrder: String(values.maximumPerOrder),
    maximumPerPerson: values.maximumPerPerson === null ? '' : String(values.maximumPerPerson),
    saleStartsAt: clock(values.saleStartsAt),
    saleEndsAt: clock(values.saleEndsAt),
    visibility: values.visibility,
  };
}

/** The boxes of a form that chooses among ticket types: `type.3` is `on` or empty. */
export function typeEntries(all: readonly { number: number }[], chosen: readonly number[]): Record<string, string> {
  return Object.fromEntries(all.map(({ number }) => [`type.${number}`, chosen.includes(number) ? 'on' : '']));
}

/** Ticked boxes named `type.3` as the numbers of ticket types. */
export function tickedTypes(entries: Readonly<Record<string, unknown>>): number[] {
  return Object.entries(entries)
    .map(([name, value]) => (value ? Number(/^type\.([1-9]\d{0,8})$/.exec(name)?.[1] ?? 0) : 0))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}

/** Fields by the names that people know them by. */
export const TICKET_LABELS: Record<string, string> = {
  name: 'Name',
  description: 'Description',
  kind: 'Kind',
  price: 'Price',
  suggested: 'Suggested amount',
  quantity: 'Quantity',
  minimumPerOrder: 'At least in an order',
  maximumPerOrder: 'At most in an order',
  maximumPerPerson: 'At most for one buyer',
  saleStartsAt: 'Sale begins',
  saleEndsAt: 'Sale ends',
  visibility: 'Who sees it',
};

export const QUOTA_LABELS: Record<string, string> = { name: 'Name', size: 'How many', types: 'Ticket types' };

/** The boxes of ticket types by the names of what they choose. */
export function labelTypes(types: readonly { number: number; name: string }[]): Record<string, string> {
  return Object.fromEntries(types.map(({ number, name }) => [`type.${number}`, name]));
}

/** What a code can show: the ticket types that ask for one first; the others say that they do not. */
export function codeChoices<T extends { visibility: TicketVisibility }>(types: readonly T[]): (T & { note: string })[] {
  const asking = types.filter(({ visibility }) => visibility === 'code').map((type) => ({ ...type, note: '' }));
  return [
    ...asking,
    ...types
      .filter(({ visibility }) => visibility !== 'code')
      .map((type) => ({ ...type, note: 'does not ask for a code' })),
  ];
}
