/** Taxes, fees and discount codes as their tables have them. */
import type { EventScope } from '#features/events/server/policy.ts';
import { getTicketTypeIds } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { type DiscountValues, findDiscountProblems } from '../discount.ts';
import type { FeeValues, TaxRateValues } from '../tax.ts';
import { findDiscount, getTaxRate } from './queries.ts';

/** For what a rate is: no other is the standard one or chosen for its ticket types any more. */
export async function keepReach(
  ctx: Ctx,
  scope: EventScope,
  { id, standard, types }: { id: number; standard: boolean; types: number[] },
): Promise<void> {
  const typeIds = await getTicketTypeIds(ctx, scope, types);
  if (standard)
    await ctx.db
      .updateTable('taxRates')
      .set({ standard: false })
      .where('eventId', '=', scope.eventId)
      .where('id', '!=', id)
      .where('standard', '=', true)
      .execute();
  await ctx.db.updateTable('taxRates').set({ standard }).where('id', '=', id).execute();
  await ctx.db.deleteFrom('ticketTypeTaxRates').where('taxRateId', '=', id).execute();
  if (typeIds.length === 0) return;
  const rows = typeIds.map((ticketTypeId) => ({ ticketTypeId, taxRateId: id }));
  await ctx.db
    .insertInto('ticketTypeTaxRates')
    .values(rows)
    .onConflict((taken) => taken.column('ticketTypeId').doUpdateSet({ taxRateId: id }))
    .execute();
}

/** A fee as its table has it. @throws Invalid where it comes to nothing, NotFound for an unknown tax rate */
export async function toFeeColumns(ctx: Ctx, scope: EventScope, { taxNumber, ...values }: FeeValues) {
  if (values.percentBp === 0 && values.fixedMinor === 0)
    throw new Invalid('The fee comes to nothing', [
      { where: 'fixed', message: 'Say a percentage, an amount, or both' },
    ]);
  return { ...values, taxRateId: taxNumber === null ? null : (await getTaxRate(ctx, scope, taxNumber)).id };
}

/** @throws Invalid where the values do not go together; `used`: by how many orders it is used */
export function checkDiscount(values: DiscountValues, used: number): void {
  const problems = findDiscountProblems(values, used);
  if (problems.length > 0) throw new Invalid('This code needs another look', problems);
}

/** @throws Invalid where the event has such a code already */
export async function requireFree(ctx: Ctx, { eventId }: EventScope, code: string): Promise<void> {
  if (await findDiscount(ctx, eventId, { code }))
    throw new Invalid('There is such a code already', [{ where: 'code', message: 'Choose another' }]);
}

const moment = (at: Instant | null): Date | null => (at === null ? null : new Date(at));

/** A code as its table has it. */
export function toDiscountColumns({
  code,
  discount,
  types,
  mostUses,
  startsAt,
  endsAt,
  minimumTickets,
  minimumMinor,
}: DiscountValues) {
  const reduces =
    discount.kind === 'percent'
      ? { percentBp: discount.percentBp, amountMinor: 0 }
      : { percentBp: 0, amountMinor: discount.amountMinor };
  return {
    code,
    kind: discount.kind,
    ...reduces,
    forAll: types === null,
    mostUses,
    startsAt: moment(startsAt),
    endsAt: moment(endsAt),
    minimumTickets,
    minimumMinor,
  };
}

/** Notes the ticket types it is for. @throws Invalid for one of another event */
export async function keepTypes(
  ctx: Ctx,
  scope: EventScope,
  { id, types }: { id: number; types: number[] | null },
): Promise<void> {
  const typeIds = await getTicketTypeIds(ctx, scope, types ?? []);
  await ctx.db.deleteFrom('discountCodeTicketTypes').where('discountCodeId', '=', id).execute();
  if (typeIds.length > 0)
    await ctx.db
      .insertInto('discountCodeTicketTypes')
      .values(typeIds.map((ticketTypeId) => ({ discountCodeId: id, ticketTypeId })))
      .execute();
}
