/** What edits by hand need to know of the tables of this feature. */
import { sql } from 'kysely';
import type { RecordKind } from '#features/edits/server/load-images.ts';
import { statesWith } from '#features/orders/order.ts';
import { lockQuotas } from '#features/tickets/server/lock-quotas.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { problemAt } from '#platform/i18n/problem.ts';
import { DISCOUNT_LIMITS, type DiscountKind, findDiscountProblems } from '../discount.ts';
import { discountOf } from '../discount-code.ts';
import { findFeeProblems } from '../fee.ts';
import { percentText, TAX_LIMITS } from '../tax.ts';
import { pricesModified } from './signals.ts';

const RIGHTS = { edit: 'edit-tickets', whole: 'edit-tickets', remove: 'delete-tickets' } as const;
const announce = (ctx: Ctx, eventId: number): Promise<void> => pricesModified.announce(ctx, 'prices', { eventId });

export const TAX_RATE: RecordKind = {
  noun: 'tax rate',
  plural: 'tax rates',
  table: 'taxRates',
  recordedAs: 'tax-rate',
  title: 'name',
  rights: RIGHTS,
  most: TAX_LIMITS.ratesPerEvent,
  list: { name: 'type_ids', table: 'ticketTypeTaxRates', owner: 'tax_rate_id', item: 'ticket_type_id', set: true },
  refs: { type_ids: { table: 'ticketTypes', says: 'types' } },
  letGo: [{ table: 'ticketFees', column: 'tax_rate_id', plural: 'fees' }],
  describe: ({ rate_bp: rate, ...values }) =>
    rate === undefined ? values : { ...values, percent: percentText(rate as number) },
  announce,
};

export const FEE: RecordKind = {
  noun: 'fee',
  plural: 'fees',
  table: 'ticketFees',
  title: 'name',
  rights: RIGHTS,
  most: TAX_LIMITS.feesPerEvent,
  refs: { tax_rate_id: { table: 'taxRates', says: 'tax' } },
  check: (values, before) => {
    const { percent_bp: percent, fixed_minor: fixed } = { ...before, ...values };
    const problems = findFeeProblems({ percent: percent as number, fixed: fixed as number });
    if (problems.length > 0) throw new Invalid('invalid.zero_fee', problems.map(problemAt));
  },
  describe: ({ percent_bp: percent, fixed_minor: fixed, per, ...values }, currency) => ({
    ...values,
    ...(percent === undefined ? {} : { percent: percentText(percent as number) }),
    ...(fixed === undefined ? {} : { amount: { minor: fixed, currency } }),
    ...(per === undefined ? {} : { for: per }),
  }),
  announce,
};

/** In words of the record of changes; `for_all` is said with the types. */
const WORDS: Record<string, (value: unknown, currency: string) => Record<string, unknown>> = {
  percent_bp: (value) => (value === 0 ? {} : { percent: percentText(value as number) }),
  amount_minor: (value, currency) => (value === 0 ? {} : { amount: { minor: value, currency } }),
  minimum_minor: (value, currency) => ({ minimum: { minor: value, currency } }),
  for_all: (value) => (value ? { types: 'all' } : {}),
  used: () => ({}),
};

export const DISCOUNT_CODE: RecordKind = {
  noun: 'discount code',
  plural: 'discount codes',
  table: 'discountCodes',
  recordedAs: 'discount',
  title: 'code',
  rights: RIGHTS,
  most: DISCOUNT_LIMITS.codesPerEvent,
  unique: true,
  secret: ['code'],
  list: {
    name: 'type_ids',
    table: 'discountCodeTicketTypes',
    owner: 'discount_code_id',
    item: 'ticket_type_id',
    set: true,
  },
  refs: { type_ids: { table: 'ticketTypes', says: 'types' } },
  letGo: [
    {
      table: 'orders',
      column: 'discount_code_id',
      plural: 'orders',
      again: sql<boolean>`state <> all(${sql.val(statesWith('free'))})`,
    },
  ],
  // The uses stand still while the quotas are locked.
  lock: lockQuotas,
  check: (values, before) => {
    const at = { ...before, ...values };
    const time = (value: unknown): number | null => (value ? new Date(value as string | Date).getTime() : null);
    const problems = findDiscountProblems(
      discountOf({
        kind: at.kind as DiscountKind,
        percent: at.percent_bp as number,
        amount: at.amount_minor as number,
        mostUses: (at.most_uses ?? null) as number | null,
        startsAt: time(at.starts_at),
        endsAt: time(at.ends_at),
      }),
      (before?.used ?? 0) as number,
    );
    if (problems.length > 0) throw new Invalid('invalid.code', problems.map(problemAt));
  },
  recount: async (ctx, ids) => {
    await sql`update discount_codes c set used = (select count(*) from orders o where o.discount_code_id = c.id) where c.id = any(${ids})`.execute(
      ctx.db,
    );
  },
  describe: (values, currency) =>
    Object.assign(
      {},
      ...Object.entries(values).map(([name, value]) => WORDS[name]?.(value, currency) ?? { [name]: value }),
    ),
  announce,
};
