/** What providers booked for an event's payments, as a table. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Cell, writeCsv } from '#platform/csv.ts';
import { readPages } from '#platform/db/read-pages.ts';
import { localDate } from '#platform/time.ts';

const HEADERS = [
  'date',
  'order',
  'kind',
  'gross',
  'provider_fee',
  'platform_fee',
  'net',
  'currency',
  'provider',
  'payment',
  'movement',
  'payout',
  'payout_date',
  'payout_state',
];

/**
 * One line a movement in the provider's books, the first first, in parts of at most `size` lines; days in the event's
 * zone. Gross less both fees is net, and the sum of what went out with a payout is that payout, where all of it was for
 * this event.
 */
export async function* exportMovements(
  ctx: Ctx,
  scope: EventScope,
  timeZone: string,
  size?: number,
): AsyncGenerator<string> {
  yield writeCsv([HEADERS], { mark: true });
  for await (const page of readPages<Movement>((last, most) => selectMovements(ctx, scope, last?.id, most), size))
    yield writeCsv(
      page.map((movement) => lineOf(movement, timeZone)),
      { mark: false },
    );
}

type Movement = Awaited<ReturnType<typeof selectMovements>>[number];

function selectMovements(ctx: Ctx, { eventId }: EventScope, after: number | undefined, most: number) {
  let query = ctx.db
    .selectFrom('providerMovements as m')
    .innerJoin('payments as p', 'p.id', 'm.paymentId')
    .innerJoin('orders as o', 'o.id', 'p.orderId')
    .leftJoin('providerPayouts as x', 'x.id', 'm.payoutId')
    .select([
      'm.id',
      'm.at',
      'o.code',
      'm.kind',
      'm.amount',
      'm.fee',
      'm.applicationFee',
      'm.digits',
      'm.currency',
      'm.provider',
      'p.reference as payment',
      'm.reference',
      'x.reference as payout',
      'x.arrivesAt',
      'x.state as payoutState',
    ])
    .where('o.eventId', '=', eventId);
  if (after !== undefined)
    query = query.where(
      sql<boolean>`(m.at, m.id) > (select l.at, l.id from provider_movements as l where l.id = ${after})`,
    );
  return query.orderBy('m.at').orderBy('m.id').limit(most).execute();
}

function lineOf(row: Movement, timeZone: string): Cell[] {
  const amount = (units: number): Cell => ({ units, digits: row.digits });
  return [
    localDate(row.at, timeZone),
    row.code,
    row.kind,
    amount(row.amount),
    amount(row.fee),
    amount(row.applicationFee),
    amount(row.amount - row.fee - row.applicationFee),
    row.currency,
    row.provider,
    row.payment,
    row.reference,
    row.payout ?? '',
    row.arrivesAt === null ? '' : localDate(row.arrivesAt, timeZone),
    row.payoutState ?? '',
  ];
}
