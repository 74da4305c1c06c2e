/** Taxes, fees and discount codes as the record of changes shows them. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { listTypeNames } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Instant, isoUtc } from '#platform/time.ts';
import type { DiscountValues } from '../discount.ts';
import { type FeeValues, percentText, type TaxRateValues } from '../tax.ts';
import { getTaxRate } from './queries.ts';

export async function sayRate(
  ctx: Ctx,
  scope: EventScope,
  { name, rateBp, standard, types }: TaxRateValues,
): Promise<Record<string, unknown>> {
  return { name, percent: percentText(rateBp), standard, types: await listTypeNames(ctx, scope, types) };
}

export async function sayFee(
  ctx: Ctx,
  scope: EventScope,
  { name, percentBp, fixedMinor, per, taxNumber }: FeeValues,
): Promise<Record<string, unknown>> {
  const { currency } = await getEventMoney(ctx, scope);
  const tax = taxNumber === null ? null : (await getTaxRate(ctx, scope, taxNumber)).name;
  return { name, percent: percentText(percentBp), amount: { minor: fixedMinor, currency }, for: per, tax };
}

/** Not the code, which whoever reads it could use. */
export async function sayDiscount(
  ctx: Ctx,
  scope: EventScope,
  values: DiscountValues,
): Promise<Record<string, unknown>> {
  const { currency } = await getEventMoney(ctx, scope);
  const { discount, types, mostUses, startsAt, endsAt, minimumTickets, minimumMinor } = values;
  const takesOff =
    discount.kind === 'percent'
      ? { percent: percentText(discount.percentBp) }
      : { amount: { minor: discount.amountMinor, currency }, for: discount.kind === 'per-order' ? 'order' : 'ticket' };
  const said = (at: Instant | null): string | null => (at === null ? null : isoUtc(at));
  return {
    ...takesOff,
    types: types === null ? 'all' : await listTypeNames(ctx, scope, types),
    mostUses,
    startsAt: said(startsAt),
    endsAt: said(endsAt),
    minimumTickets,
    minimum: { minor: minimumMinor, currency },
  };
}
