/** What an organiser says of a tax rate. Fields stand in the order of the form. */
import { check, line, percent, TABLES_ONLY, ticketTypes, type ValuesOf } from '#platform/records/field.ts';
import { TAX_LIMITS } from './tax.ts';

export const TAX_RATE_FIELDS = {
  name: line({
    label: 'Name',
    hint: 'Buyers read it: VAT, sales tax.',
    max: TAX_LIMITS.name,
    required: 'Give it a name',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  percent: percent({
    label: 'Rate in percent',
    hint: '0 for what is exempt.',
    required: 'Give the rate',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  standard: check({
    label: 'Standard rate',
    hint: 'For every ticket with a price for which no other rate is chosen, also those that you add later.',
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  types: ticketTypes({
    label: 'Ticket types with this rate',
    hint: 'A rate chosen here goes before the standard one. Donations have no tax unless they are ticked.',
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
} as const;

/** Of all rates of an event one at most is `standard`, and each ticket type is in one at most. */
export type TaxRateValues = ValuesOf<typeof TAX_RATE_FIELDS>;
