/** The ledger of an event as a table. */
import { stringify } from 'csv-stringify/sync';
import type { EventScope } from '#features/events/server/policy.ts';
import { amountText } from '#features/tickets/ticket.ts';
import type { Ctx } from '#platform/ctx.ts';
import { localDate } from '#platform/time.ts';

const HEADERS = ['entry', 'order', 'kind', 'state', 'date', 'amount', 'currency', 'method', 'buyer', 'email', 'note', 'by', 'iban'];

/** One line an entry, the first first. What leaves the account, and what was noted by mistake, has a minus. Formulas that somebody typed stay text. */
export async function exportLedger(ctx: Ctx, { eventId }: EventScope, timeZone: string): Promise<string> {
  const rows = await ctx.db
    .selectFrom('payments as p')
    .innerJoin('orders as o', 'o.id', 'p.orderId')
    .select(['p.id', 'o.code', 'p.kind', 'p.state', 'p.paidAt', 'p.amountMinor', 'o.currency', 'p.method', 'o.buyerName', 'o.buyerEmail', 'p.note', 'p.by', 'p.iban'])
    .where('o.eventId', '=', eventId)
    .orderBy('p.id')
    .execute();
  const lines = rows.map((row) => {
    const amount = `${row.kind === 'payment' ? '' : '-'}${amountText(row.amountMinor, row.currency)}`;
    return [row.id, row.code, row.kind, row.state, localDate(row.paidAt, timeZone), amount, row.currency, row.method, ...[row.buyerName, row.buyerEmail, row.note, row.by, row.iban].map(asText)];
  });
  return stringify([HEADERS, ...lines], { bom: true, record_delimiter: 'windows' });
}

/** A spreadsheet would run what begins like that. */
function asText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
