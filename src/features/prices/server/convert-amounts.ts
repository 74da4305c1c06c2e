/** Amounts of fees and discounts in another currency. */
import { sql } from 'kysely';
import { convertNumber } from '#features/tickets/server/convert-number.ts';
import type { Ctx } from '#platform/ctx.ts';

type Change = { eventId: number; from: string; to: string };

/** Amounts keep their number, as prices do. @throws Invalid where one has decimals that the new currency lacks */
export async function convertAmounts(ctx: Ctx, change: Change): Promise<void> {
  await convertFees(ctx, change);
  await convertDiscounts(ctx, change);
}

async function convertFees(ctx: Ctx, { eventId, ...change }: Change): Promise<void> {
  const fees = await ctx.db
    .selectFrom('ticketFees')
    .select(['id', 'name', 'fixedMinor'])
    .where('eventId', '=', eventId)
    .where('fixedMinor', '>', 0)
    .execute();
  const [ids, fixed] = [
    fees.map(({ id }) => id),
    fees.map(({ name, fixedMinor }) => convertNumber(fixedMinor, change, name)),
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
  const amounts = codes.map(({ code, amountMinor }) => convertNumber(amountMinor, change, code));
  const minimums = codes.map(({ code, minimumMinor }) => convertNumber(minimumMinor, change, code));
  await sql`update discount_codes as d set amount_minor = n.amount, minimum_minor = n.minimum
    from unnest(${codes.map(({ id }) => id)}::bigint[], ${amounts}::bigint[], ${minimums}::bigint[]) as n(id, amount, minimum) where d.id = n.id`.execute(
    ctx.db,
  );
}
