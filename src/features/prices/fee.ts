/** What an organiser says of a fee. Fields stand in the order of the form. */
import { choice, line, money, percent, TABLES_ONLY, taxRate, type ValuesOf } from '#platform/records/field.ts';
import { type FeeBasis, TAX_LIMITS } from './tax.ts';

export const FEE_FIELDS = {
  name: line({
    label: 'Name',
    hint: 'Buyers read it: booking fee, postage.',
    max: TAX_LIMITS.name,
    required: 'Give it a name',
    wide: true,
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  percent: percent({
    label: 'Percent of what the tickets cost',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  fixed: money({
    label: 'Amount',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  per: choice<FeeBasis>('order')({
    label: 'The amount is asked',
    options: [
      { value: 'order', label: 'once for an order' },
      { value: 'ticket', label: 'for each ticket' },
    ],
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
  tax: taxRate({
    label: 'Tax on the fee',
    seenBy: ['public'],
    formats: TABLES_ONLY,
  }),
} as const;

export type FeeValues = ValuesOf<typeof FEE_FIELDS>;

/** What does not go together in a fee, by field; nothing where all is well. */
export function findFeeProblems({
  percent,
  fixed,
}: Pick<FeeValues, 'percent' | 'fixed'>): { where: string; message: string }[] {
  return percent === 0 && fixed === 0 ? [{ where: 'fixed', message: 'Give a percentage, an amount, or both' }] : [];
}
