/** A tax on what is sold. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getTicketTypeIds, listTypeNames } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { percentText, TAX_LIMITS, type TaxRate } from '../tax.ts';
import { lockPrices } from './lock-prices.ts';
import { pricesModified } from './signals.ts';

export type TaxRateValues = TaxRate & {
  /** Also for every ticket type with a price for which no other was chosen; one rate of an event is. */
  standard: boolean;
  /** Numbers of the ticket types for which it is chosen. */
  types: number[];
};

/** Adds a tax rate. What was chosen for its ticket types before gives way. @throws Invalid for a ticket type of another event; Conflict where there are too many */
export async function createTaxRate(ctx: Ctx, scope: EventScope, values: TaxRateValues): Promise<{ number: number }> {
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const { next: number, count } = await lockPrices(ctx, scope, 'taxRates');
    if (count >= TAX_LIMITS.ratesPerEvent) throw new Conflict(`An event has at most ${TAX_LIMITS.ratesPerEvent} tax rates`);
    const { id } = await ctx.db.insertInto('taxRates').values({ eventId, number, name: values.name, rateBp: values.rateBp }).returning('id').executeTakeFirstOrThrow();
    await writeReach(ctx, scope, { id, ...values });
    await writeAuditEntry(ctx, { organizerId, eventId, action: 'tax-rate.create', subject: `tax rate ${number}: ${values.name}`, after: await sayRate(ctx, scope, values) });
    await pricesModified.announce(ctx, 'prices', { eventId });
    return { number };
  });
}

/** For what a rate is: no other is the standard one or chosen for its ticket types any more. */
export async function writeReach(ctx: Ctx, scope: EventScope, { id, standard, types }: { id: number; standard: boolean; types: number[] }): Promise<void> {
  const typeIds = await getTicketTypeIds(ctx, scope, types);
  if (standard) await ctx.db.updateTable('taxRates').set({ standard: false }).where('eventId', '=', scope.eventId).where('id', '!=', id).where('standard', '=', true).execute();
  await ctx.db.updateTable('taxRates').set({ standard }).where('id', '=', id).execute();
  await ctx.db.deleteFrom('ticketTypeTaxRates').where('taxRateId', '=', id).execute();
  if (typeIds.length === 0) return;
  const rows = typeIds.map((ticketTypeId) => ({ ticketTypeId, taxRateId: id }));
  await ctx.db.insertInto('ticketTypeTaxRates').values(rows).onConflict((taken) => taken.column('ticketTypeId').doUpdateSet({ taxRateId: id })).execute();
}

/** As the record of changes shows it. */
export async function sayRate(ctx: Ctx, scope: EventScope, { name, rateBp, standard, types }: TaxRateValues): Promise<Record<string, unknown>> {
  return { name, percent: percentText(rateBp), standard, types: await listTypeNames(ctx, scope, types) };
}
