/** Bringing taxes and fees into the copy of an event. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';

/**
 * Copies tax rates, for which ticket types they are, and fees, with their numbers. Discount codes stay behind, as
 * access codes do. Call it when the copy has its ticket types.
 */
export async function copyPrices(
  ctx: Ctx,
  { fromEventId, toEventId }: { fromEventId: number; toEventId: number },
): Promise<void> {
  const rates = await ctx.db
    .selectFrom('taxRates')
    .select(['id', 'number', 'name', 'rateBp', 'standard'])
    .where('eventId', '=', fromEventId)
    .orderBy('number')
    .execute();
  const made =
    rates.length === 0
      ? []
      : await ctx.db
          .insertInto('taxRates')
          .values(rates.map(({ id: _id, ...rate }) => ({ ...rate, eventId: toEventId })))
          .returning(['id', 'number'])
          .execute();
  const byNumber = new Map(made.map(({ id, number }) => [number, id]));
  const copies = new Map(rates.map(({ id, number }) => [id, byNumber.get(number) as number]));
  const fees = await ctx.db
    .selectFrom('ticketFees')
    .select(['number', 'name', 'percentBp', 'fixedMinor', 'per', 'taxRateId'])
    .where('eventId', '=', fromEventId)
    .orderBy('number')
    .execute();
  if (fees.length > 0)
    await ctx.db
      .insertInto('ticketFees')
      .values(fees.map((fee) => ({ ...fee, eventId: toEventId, taxRateId: copies.get(fee.taxRateId ?? 0) ?? null })))
      .execute();
  const { rows } = await sql<{ ticketTypeId: number; taxRateId: number }>`
    select copied.id as ticket_type_id, m.tax_rate_id from ticket_type_tax_rates as m
    join ticket_types as t on t.id = m.ticket_type_id and t.event_id = ${fromEventId}
    join ticket_types as copied on copied.event_id = ${toEventId} and copied.number = t.number`.execute(ctx.db);
  const pairs = rows.map(({ ticketTypeId, taxRateId }) => ({
    ticketTypeId: Number(ticketTypeId),
    taxRateId: copies.get(Number(taxRateId)) as number,
  }));
  if (pairs.length > 0) await ctx.db.insertInto('ticketTypeTaxRates').values(pairs).execute();
}
