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
    label: 'fields.discountCode.code',
    hint: 'fields.discountCode.codeHint',
    max: 40,
    required: 'fields.discountCode.codeMissing',
    several: {
      label: 'fields.discountCode.several',
      hint: 'fields.discountCode.severalHint',
    },
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  kind: choice<DiscountKind>('percent')({
    label: 'fields.discountCode.kind',
    options: [
      { value: 'percent', label: 'fields.discountCode.kindPercent', cell: 'A percentage' },
      { value: 'per-ticket', label: 'fields.discountCode.kindPerTicket', cell: 'An amount off each ticket' },
      { value: 'per-order', label: 'fields.discountCode.kindPerOrder', cell: 'An amount off the order' },
    ],
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  percent: percent({
    label: 'fields.discountCode.percent',
    hint: 'fields.discountCode.percentHint',
    shown: 'for-percent',
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  amount: money({
    label: 'fields.discountCode.amount',
    hint: 'fields.discountCode.amountHint',
    shown: 'for-amounts',
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  types: ticketTypes({
    label: 'fields.discountCode.types',
    hint: 'fields.discountCode.typesHint',
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  mostUses: whole({
    label: 'fields.discountCode.mostUses',
    hint: 'fields.discountCode.mostUsesHint',
    least: 1,
    max: DISCOUNT_LIMITS.uses,
    wide: true,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  startsAt: time({
    label: 'fields.discountCode.startsAt',
    hint: 'fields.discountCode.startsAtHint',
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  endsAt: time({
    label: 'fields.discountCode.endsAt',
    hint: 'fields.discountCode.endsAtHint',
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  minimumTickets: whole({
    label: 'fields.discountCode.minimumTickets',
    hint: 'fields.discountCode.minimumTicketsHint',
    least: 1,
    max: DISCOUNT_LIMITS.tickets,
    seenBy: [],
    formats: TABLES_ONLY,
  }),
  minimum: money({
    label: 'fields.discountCode.minimum',
    hint: 'fields.discountCode.minimumHint',
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
