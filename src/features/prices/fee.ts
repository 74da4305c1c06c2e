/** What an organiser says of a fee. Fields stand in the order of the form. */
import { type Fault, fault } from '#platform/i18n/problem-code.ts';
import { choice, line, money, percent, TABLES_ONLY, taxRate, type ValuesOf } from '#platform/records/field.ts';
import { type FeeBasis, TAX_LIMITS } from './tax.ts';

export const FEE_FIELDS = {
  name: line({
    label: 'fields.fee.name',
    hint: 'fields.fee.nameHint',
    max: TAX_LIMITS.name,
    required: 'fields.fee.nameMissing',
    wide: true,
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  percent: percent({
    label: 'fields.fee.percent',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  fixed: money({
    label: 'fields.fee.fixed',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  per: choice<FeeBasis>('order')({
    label: 'fields.fee.per',
    options: [
      { value: 'order', label: 'fields.fee.perOrder', cell: 'once for an order' },
      { value: 'ticket', label: 'fields.fee.perTicket', cell: 'for each ticket' },
    ],
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  tax: taxRate({
    label: 'fields.fee.tax',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
} as const;

export type FeeValues = ValuesOf<typeof FEE_FIELDS>;

/** What does not go together in a fee, by field; nothing where all is well. */
export function findFeeProblems({ percent, fixed }: Pick<FeeValues, 'percent' | 'fixed'>): Fault[] {
  return percent === 0 && fixed === 0 ? [fault('fixed', 'field.fee')] : [];
}
