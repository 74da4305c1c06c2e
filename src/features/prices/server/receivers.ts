/** How the prices feature reacts: the copy of an event has its taxes and fees, and amounts follow its currency. */
import { sql } from 'kysely';
import { currencyChanging, eventCopied } from '#features/events/server/signals.ts';
import { convertNumber } from '#features/tickets/server/convert-number.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Reason } from '#platform/i18n/problem.ts';

type Change = { eventId: number; from: string; to: string };

eventCopied.now('copy_prices', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyPrices(ctx, copy);
});
currencyChanging.now('keep_amounts', (ctx, change) => convertAmounts(ctx, change));

/**
 * Copies tax rates, for which ticket types they are, and fees, with their numbers. Discount codes stay behind, as
 * access codes do. Call it when the copy has its ticket types.
 */
async function copyPrices(
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

/** Amounts keep their number, as prices do. @throws Invalid where one has decimals that the new currency lacks */
async function convertAmounts(ctx: Ctx, change: Change): Promise<void> {
  await convertFees(ctx, change);
  await convertDiscounts(ctx, change);
}

const changeFirst = (names: string): Reason => ({ code: 'field.change_first', values: { names } });

async function convertFees(ctx: Ctx, { eventId, ...change }: Change): Promise<void> {
  const fees = await ctx.db
    .selectFrom('ticketFees')
    .select(['id', 'name', 'fixedMinor'])
    .where('eventId', '=', eventId)
    .where('fixedMinor', '>', 0)
    .execute();
  const [ids, fixed] = [
    fees.map(({ id }) => id),
    fees.map(({ name, fixedMinor }) => convertNumber(fixedMinor, change, changeFirst(name))),
  ];
  await sql`update ticket_fees as f set fixed_minor = n.fixed from unnest(${ids}::bigint[], ${fixed}::bigint[]) as n(id, fixed) where f.id = n.id`.execute(
    ctx.db,
  );
}

async function convertDiscounts(ctx: Ctx, { eventId, ...change }: Change): Promise<void> {
  const codes = await ctx.db
    .selectFrom('discountCodes')
    .select(['id', 'code', 'amountMinor', 'minimumMinor'])
    .where('eventId', '=', eventId)
    .where((where) => where.or([where('amountMinor', '>', 0), where('minimumMinor', '>', 0)]))
    .execute();
  const amounts = codes.map(({ code, amountMinor }) => convertNumber(amountMinor, change, changeFirst(code)));
  const minimums = codes.map(({ code, minimumMinor }) => convertNumber(minimumMinor, change, changeFirst(code)));
  await sql`update discount_codes as d set amount_minor = n.amount, minimum_minor = n.minimum
    from unnest(${codes.map(({ id }) => id)}::bigint[], ${amounts}::bigint[], ${minimums}::bigint[]) as n(id, amount, minimum) where d.id = n.id`.execute(
    ctx.db,
  );
}
