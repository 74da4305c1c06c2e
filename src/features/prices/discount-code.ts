/** What an organiser says of a discount code. Fields stand in the order of the form. */
import {
  choice,
  code,
  money,
  percent,
  TABLES_ONLY,
  ticketTypes,
  time,
  type ValuesOf,
  whole,
} from '#platform/records/field.ts';
import { type Discount, DISCOUNT_LIMITS, type DiscountKind, type DiscountTerms } from './discount.ts';

export const DISCOUNT_CODE_FIELDS = {
  code: code({
    label: 'Code',
    hint: 'Letters from A to Z, digits and hyphens. Capitals or not is the same.',
    max: 40,
    required: 'Give the code',
    several: {
      label: 'Code',
      hint: 'Letters from A to Z, digits and hyphens. Capitals or not is the same. Several, one a line, become a code each.',
    },
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  kind: choice<DiscountKind>('percent')({
    label: 'It takes off',
    options: [
      { value: 'percent', label: 'A percentage' },
      { value: 'per-ticket', label: 'An amount off each ticket' },
      { value: 'per-order', label: 'An amount off the order' },
    ],
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  percent: percent({
    label: 'Percent',
    hint: '100 makes the tickets free.',
    shown: 'for-percent',
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  amount: money({
    label: 'Amount',
    hint: 'Never more than the tickets cost.',
    shown: 'for-amounts',
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  types: ticketTypes({
    label: 'For these ticket types',
    hint: 'None ticked: for all that have a price.',
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  mostUses: whole({
    label: 'How many orders may use it',
    hint: 'Empty: no limit.',
    least: 1,
    max: DISCOUNT_LIMITS.uses,
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  startsAt: time({ label: 'Works from', hint: 'Empty: at once.', seenBy: [], formats: TABLES_ONLY }),
  endsAt: time({ label: 'Works until', hint: 'Empty: as long as tickets are sold.', seenBy: [], formats: TABLES_ONLY }),
  minimumTickets: whole({
    label: 'From so many tickets on',
    hint: 'Of those that it is for.',
    least: 1,
    max: DISCOUNT_LIMITS.tickets,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  minimum: money({
    label: 'From this amount on',
    hint: 'Of those that it is for.',
    seenBy: [],
    formats: TABLES_ONLY,
  }),
} as const;

/** Of a percentage `percent` counts, of an amount `amount`; no `types` stand for all that have a price. */
export type DiscountCodeValues = ValuesOf<typeof DISCOUNT_CODE_FIELDS>;

/** What it takes off, and when it works. */
export function discountOf({
  kind,
  percent,
  amount,
  ...values
}: Pick<DiscountCodeValues, 'kind' | 'percent' | 'amount' | 'mostUses' | 'startsAt' | 'endsAt'>): DiscountTerms {
  const discount: Discount = kind === 'percent' ? { kind, percentBp: percent } : { kind, amountMinor: amount };
  return { ...values, discount };
}
