/** Tables of orders and of those who come, for spreadsheets and other software. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { OrderState } from '#features/orders/order.ts';
import type { OrdersFilter } from '#features/orders/server/inputs.ts';
import { ordersCondition } from '#features/orders/server/queries.ts';
import { countAnswers, listQuestions, listTicketAnswers } from '#features/questions/server/queries.ts';
import { type Cell, writeCsv } from '#platform/csv.ts';
import type { Ctx } from '#platform/ctx.ts';
import { readPages } from '#platform/db/read-pages.ts';
import { type Instant, localClock, localDate } from '#platform/time.ts';
import { type Attendee, type AttendeesFilter, emailOf, knownState, nameOf, splitName } from '../attendee.ts';
import { streamAttendees } from './queries.ts';

/** The header lines of the Open Event server, to the letter: software that reads its tables compares them. */
export const ATTENDEE_HEADER =
  'Order#,Order Date, Status, First Name, Last Name, Email, Country,Payment Type, Ticket Name, Ticket Price, Ticket Type';
export const ORDER_HEADER =
  'Order#,Order Date, Status, Payment Type, Total Amount, Quantity, Discount Code,First Name, Last Name, Email';
const FULL_HEADER = [
  'Ticket',
  'Order',
  'Ordered',
  'Order state',
  'Ticket state',
  'Name',
  'E-mail',
  'Buyer',
  'Buyer’s e-mail',
  'Country',
  'Ticket type',
  'Price',
  'Currency',
  'Payment',
];

/** `open-event`: the columns of the Open Event server; `full`: all there is, with a column for each question. */
export type AttendeeLayout = 'open-event' | 'full';

const moment = (at: Instant, zone: string): string => `${localDate(at, zone)} ${localClock(at, zone)}`;

/** Those who fit the filter, line after line, in parts. Times are in `timeZone`. */
export async function* exportAttendees(
  ctx: Ctx,
  scope: EventScope,
  { filter, layout, timeZone }: { filter: AttendeesFilter; layout: AttendeeLayout; timeZone: string },
): AsyncGenerator<string> {
  // Spreadsheets take UTF-8 for something else without the mark; other software would take the mark for a part of the
  // header.
  if (layout === 'open-event') {
    yield `${ATTENDEE_HEADER}\r\n`;
    for await (const part of streamAttendees(ctx, scope, filter))
      yield writeCsv(
        part.map((attendee) => openEventRow(attendee, timeZone)),
        { mark: false },
      );
    return;
  }
  const questions = await listColumns(ctx, scope);
  yield writeCsv([[...FULL_HEADER, ...questions.map(({ label }) => label)]], { mark: true });
  for await (const part of streamAttendees(ctx, scope, filter)) {
    const answers =
      questions.length > 0
        ? await listTicketAnswers(
            ctx,
            scope,
            part.map(({ ticketId }) => ticketId),
          )
        : new Map<number, Map<number, string>>();
    yield writeCsv(
      part.map((attendee) => [
        ...fullRow(attendee, timeZone),
        ...questions.map(({ number }) => answers.get(attendee.ticketId)?.get(number) ?? ''),
      ]),
      { mark: false },
    );
  }
}

/** The questions in their order; those that are hidden only where somebody answered them. */
async function listColumns(ctx: Ctx, scope: EventScope): Promise<{ number: number; label: string }[]> {
  const answered = await countAnswers(ctx, scope);
  return (await listQuestions(ctx, scope)).filter(({ archived, number }) => !archived || answered.has(number));
}

function openEventRow(attendee: Attendee, zone: string): Cell[] {
  const { code, orderedAt, orderState, buyerCountry, ticket, priceMinor, currency, kind } = attendee;
  return [
    code,
    moment(orderedAt, zone),
    knownState(orderState),
    ...splitName(nameOf(attendee)),
    emailOf(attendee),
    buyerCountry,
    paymentOf(attendee),
    ticket,
    { minor: priceMinor, currency },
    kind,
  ];
}

function fullRow(attendee: Attendee, zone: string): Cell[] {
  const {
    code,
    number,
    orderedAt,
    orderState,
    state,
    buyerName,
    buyerEmail,
    buyerCountry,
    ticket,
    priceMinor,
    currency,
  } = attendee;
  return [
    `${code}-${number}`,
    code,
    moment(orderedAt, zone),
    orderState,
    state,
    nameOf(attendee),
    emailOf(attendee),
    buyerName,
    buyerEmail,
    buyerCountry,
    ticket,
    { minor: priceMinor, currency },
    currency,
    paymentOf(attendee),
  ];
}

const paymentOf = ({ paymentMethod }: { paymentMethod: string }): string => paymentMethod || 'free';

type OrderRow = {
  id: number;
  code: string;
  at: Instant;
  state: OrderState;
  paymentMethod: string;
  totalMinor: number;
  currency: string;
  quantity: number;
  discountCode: string;
  buyerName: string;
  buyerEmail: string;
};

/**
 * The orders that fit the filter, line after line, in parts of at most `size`, in the columns of the Open Event server.
 * Times are in `timeZone`.
 */
export async function* exportOrders(
  ctx: Ctx,
  scope: EventScope,
  { filter, timeZone, size }: { filter: OrdersFilter; timeZone: string; size?: number },
): AsyncGenerator<string> {
  yield `${ORDER_HEADER}\r\n`;
  const read = (last: OrderRow | undefined, most: number): Promise<OrderRow[]> =>
    selectOrders(ctx, scope, { filter, timeZone, after: last?.id ?? 0, most });
  for await (const part of readPages(read, size))
    yield writeCsv(
      part.map((order) => orderRow(order, timeZone)),
      { mark: false },
    );
}

function orderRow(order: OrderRow, zone: string): Cell[] {
  const { code, at, state, totalMinor, currency, quantity, discountCode, buyerName, buyerEmail } = order;
  return [
    code,
    moment(at, zone),
    knownState(state),
    paymentOf(order),
    { minor: totalMinor, currency },
    quantity,
    discountCode,
    ...splitName(buyerName),
    buyerEmail,
  ];
}

async function selectOrders(
  ctx: Ctx,
  scope: EventScope,
  { filter, timeZone, after, most }: { filter: OrdersFilter; timeZone: string; after: number; most: number },
): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select o.id, o.code, coalesce(o.completed_at, o.created_at) as at, o.state, o.payment_method, o.total_minor, o.currency, o.buyer_name, o.buyer_email,
      coalesce((select sum(l.quantity - l.cancelled) from order_lines as l where l.order_id = o.id), 0)::integer as quantity, o.discount_code
    from orders as o where ${ordersCondition(ctx, scope, filter, timeZone)} and o.id > ${after} order by o.id limit ${most}`.execute(
    ctx.db,
  );
  return rows.map((row) => ({ ...row, id: Number(row.id), totalMinor: Number(row.totalMinor) }));
}
