/** The ledger of an event as a table. */
import type { EventScope } from '#features/events/server/policy.ts';
import { type Cell, writeCsv } from '#platform/csv.ts';
import type { Ctx } from '#platform/ctx.ts';
import { readPages } from '#platform/db/read-pages.ts';
import { wordStored } from '#platform/i18n/stored-text.ts';
import { localDate } from '#platform/time.ts';

const HEADERS = [
  'entry',
  'order',
  'kind',
  'state',
  'date',
  'amount',
  'currency',
  'method',
  'buyer',
  'email',
  'note',
  'by',
  'iban',
];

/**
 * One line an entry, the first first, in parts of at most `size` lines. What leaves the account, and what was noted by
 * mistake, has a minus.
 */
export async function* exportLedger(
  ctx: Ctx,
  scope: EventScope,
  timeZone: string,
  size?: number,
): AsyncGenerator<string> {
  yield writeCsv([HEADERS], { mark: true });
  for await (const page of readPages<Entry>((last, most) => selectEntries(ctx, scope, last?.id ?? 0, most), size))
    yield writeCsv(
      page.map((entry) => lineOf(entry, timeZone)),
      { mark: false },
    );
}

type Entry = Awaited<ReturnType<typeof selectEntries>>[number];

function selectEntries(ctx: Ctx, { eventId }: EventScope, after: number, most: number) {
  return ctx.db
    .selectFrom('payments as p')
    .innerJoin('orders as o', 'o.id', 'p.orderId')
    .select([
      'p.id',
      'o.code',
      'p.kind',
      'p.state',
      'p.paidAt',
      'p.amountMinor',
      'o.currency',
      'p.method',
      'o.buyerName',
      'o.buyerEmail',
      'p.note',
      'p.by',
      'p.iban',
    ])
    .where('o.eventId', '=', eventId)
    .where('p.id', '>', after)
    .orderBy('p.id')
    .limit(most)
    .execute();
}

function lineOf(row: Entry, timeZone: string): Cell[] {
  const amount = { minor: row.kind === 'payment' ? row.amountMinor : -row.amountMinor, currency: row.currency };
  return [
    row.id,
    row.code,
    row.kind,
    row.state,
    localDate(row.paidAt, timeZone),
    amount,
    row.currency,
    row.method,
    row.buyerName,
    row.buyerEmail,
    wordStored(row.note, 'en'),
    row.by,
    row.iban,
  ];
}
