/** Writing down what an order costs, while it is still being made. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { isFreeByList, type PricedLine } from '../../price.ts';
import { type LoadedPrice, loadPrice } from './load-price.ts';
import { type LockedOrder, writeOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';

/**
 * Prices a reserved order anew: its total, lines, fees, and the share of each ticket that there is. Call it in the
 * transaction that changed something of it; what is placed keeps its price.
 */
export async function priceOrder(ctx: Ctx, order: LockedOrder): Promise<void> {
  // Most orders of a rush are spared the rest.
  if (isFreeByList(order)) return;
  const price = await loadPrice(ctx, order);
  const { discountMinor, feesMinor, taxMinor, totalMinor, pricesIncludeTax } = price;
  await writeOrder(ctx, order, { discountMinor, feesMinor, taxMinor, totalMinor, pricesIncludeTax });
  await writeLines(ctx, price.lines);
  await writeFees(ctx, order, price);
  await writeTickets(ctx, price.lines);
}

async function writeLines(ctx: Ctx, lines: readonly PricedLine[]): Promise<void> {
  const rows = lines.map(({ id, discountMinor, taxMinor, grossMinor, tax }) => ({
    id,
    discount: discountMinor,
    tax: taxMinor,
    gross: grossMinor,
    name: tax?.name ?? '',
    rate: tax?.rateBp ?? 0,
  }));
  await sql`
    update order_lines as l set discount_minor = r.discount, tax_minor = r.tax, gross_minor = r.gross, tax_name = r.name, tax_rate_bp = r.rate
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id bigint, discount bigint, tax bigint, gross bigint, name text, rate integer) where l.id = r.id`.execute(
    ctx.db,
  );
}

async function writeFees(ctx: Ctx, { orderId }: OrderScope, { fees }: LoadedPrice): Promise<void> {
  await ctx.db.deleteFrom('orderFees').where('orderId', '=', orderId).execute();
  if (fees.length === 0) return;
  const rows = fees.map(({ name, grossMinor, taxMinor, tax }) => ({
    orderId,
    name,
    grossMinor,
    taxMinor,
    taxName: tax?.name ?? '',
    taxRateBp: tax?.rateBp ?? 0,
  }));
  await ctx.db.insertInto('orderFees').values(rows).execute();
}

/** Tickets are there from the details on; each line's come to its gross. */
async function writeTickets(ctx: Ctx, lines: readonly PricedLine[]): Promise<void> {
  const shares = lines.flatMap(({ id, ticketsMinor }) =>
    ticketsMinor.map((minor, at) => ({ line: id, place: at + 1, minor })),
  );
  await sql`
    update tickets as k set price_minor = r.minor
    from jsonb_to_recordset(${JSON.stringify(shares)}::jsonb) as r(line bigint, place integer, minor bigint)
    join (select id, order_line_id, row_number() over (partition by order_line_id order by number) as place from tickets where order_line_id = any(${lines.map(({ id }) => id)}::bigint[])) as t
      on t.order_line_id = r.line and t.place = r.place
    where k.id = t.id`.execute(ctx.db);
}
