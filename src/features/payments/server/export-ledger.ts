/** The ledger of an event as a table. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeCsv } from '#platform/csv.ts';
import type { Ctx } from '#platform/ctx.ts';
import { localDate } from '#platform/time.ts';

const HEADERS = ['entry', 'order', 'kind', 'state', 'date', 'amount', 'currency', 'method', 'buyer', 'email', 'note', 'by', 'iban'];

/** One line an entry, the first first. What leaves the account, and what was noted by mistake, has a minus. */
export async function exportLedger(ctx: Ctx, { eventId }: EventScope, timeZone: string): Promise<string> {
  const rows = await ctx.db
    .selectFrom('payments as p')
    .innerJoin('orders as o', 'o.id', 'p.orderId')
    .select(['p.id', 'o.code', 'p.kind', 'p.state', 'p.paidAt', 'p.amountMinor', 'o.currency', 'p.method', 'o.buyerName', 'o.buyerEmail', 'p.note', 'p.by', 'p.iban'])
    .where('o.eventId', '=', eventId)
    .orderBy('p.id')
    .execute();
  const lines = rows.map((row) => {
    const amount = { minor: row.kind === 'payment' ? row.amountMinor : -row.amountMinor, currency: row.currency };
    return [row.id, row.code, row.kind, row.state, localDate(row.paidAt, timeZone), amount, row.currency, row.method, row.buyerName, row.buyerEmail, row.note, row.by, row.iban];
  });
  return writeCsv([HEADERS, ...lines], { mark: true });
}
