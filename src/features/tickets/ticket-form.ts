/** A ticket type as its form shows it. */
import { localField } from '#features/events/event-time.ts';
import type { Translate } from '#platform/i18n/text.ts';
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

const TICKET_FIELDS = [
  'name',
  'description',
  'kind',
  'quantity',
  'minimumPerOrder',
  'maximumPerOrder',
  'maximumPerPerson',
  'saleStartsAt',
  'saleEndsAt',
  'visibility',
] as const;
type TicketField = (typeof TICKET_FIELDS)[number] | 'price' | 'suggested';

/** The fields of a ticket type by the names that people know them by. */
export function ticketLabels(t: Translate, currency: string): Record<TicketField, string> {
  return {
    ...(Object.fromEntries(TICKET_FIELDS.map((name) => [name, t(`fields.ticketType.${name}`)])) as Record<
      (typeof TICKET_FIELDS)[number],
      string
    >),
    price: t('fields.ticketType.price', { currency }),
    suggested: t('fields.ticketType.suggested', { currency }),
  };
}

export function headingLabels(t: Translate): Record<'name' | 'description', string> {
  return { name: t('fields.heading.name'), description: t('fields.heading.description') };
}

export function quotaLabels(t: Translate): Record<'name' | 'size' | 'types', string> {
  return { name: t('fields.quota.name'), size: t('fields.quota.size'), types: t('fields.quota.types') };
}

/** The boxes of ticket types by the names of what they choose. */
export function labelTypes(types: readonly { number: number; name: string }[]): Record<string, string> {
  return Object.fromEntries(types.map(({ number, name }) => [`type.${number}`, name]));
}

/** What a code can show: the ticket types that ask for one first; the others say that they do not. */
export function codeChoices<T extends { visibility: TicketVisibility }>(
  types: readonly T[],
  t: Translate,
): (T & { note: string })[] {
  const asking = types.filter(({ visibility }) => visibility === 'code').map((type) => ({ ...type, note: '' }));
  return [
    ...asking,
    ...types
      .filter(({ visibility }) => visibility !== 'code')
      .map((type) => ({ ...type, note: t('shop.noCodeNeeded') })),
  ];
}
