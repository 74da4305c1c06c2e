/** What an organiser says of a tax rate. Fields stand in the order of the form. */
import { check, line, percent, TABLES_ONLY, ticketTypes, type ValuesOf } from '#platform/records/field.ts';
import { TAX_LIMITS } from './tax.ts';

export const TAX_RATE_FIELDS = {
  name: line({
    label: 'fields.taxRate.name',
    hint: 'fields.taxRate.nameHint',
    max: TAX_LIMITS.name,
    required: 'fields.taxRate.nameMissing',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  percent: percent({
    label: 'fields.taxRate.percent',
    hint: 'fields.taxRate.percentHint',
    required: 'fields.taxRate.percentMissing',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  standard: check({
    label: 'fields.taxRate.standard',
    hint: 'fields.taxRate.standardHint',
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  types: ticketTypes({
    label: 'fields.taxRate.types',
    hint: 'fields.taxRate.typesHint',
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
} as const;

/** Of all rates of an event one at most is `standard`, and each ticket type is in one at most. */
export type TaxRateValues = ValuesOf<typeof TAX_RATE_FIELDS>;
