/** Reading who comes. */
import { type RawBuilder, sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { handMethodsThat } from '#features/payments/hand-methods.ts';
import type { Ctx } from '#platform/ctx.ts';
import { containing } from '#platform/db/containing.ts';
import { readPages } from '#platform/db/read-pages.ts';
import type { Attendee, AttendeesFilter } from '../attendee.ts';

/** Those on one page of the list. */
export const ATTENDEES_PER_PAGE = 50;

/** Only orders that were placed: who holds seats and said nothing yet is nobody. */
const VALID_UNPAID = handMethodsThat((method) => method.ticketsWorkBeforePayment);
const STATE = sql`case when k.cancelled_at is not null or o.state in ('cancelled', 'expired', 'refunded') then 'off' when o.state = 'pending-payment' and o.payment_method <> all(${VALID_UNPAID}::text[]) then 'unpaid' else 'valid' end`;
const FROM = sql`from tickets as k join orders as o on o.id = k.order_id join order_lines as l on l.id = k.order_line_id join ticket_types as t on t.id = l.ticket_type_id`;

function condition({ eventId }: EventScope, { search, type, state }: AttendeesFilter): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = [
    sql`o.event_id = ${eventId} and o.completed_at is not null`,
    state ? sql`${STATE} = ${state}` : sql`${STATE} <> 'off'`,
  ];
  if (type) all.push(sql`t.number = ${type}`);
  if (search) {
    const like = containing(search);
    const [, code = search, number = ''] = /^([A-Za-z2-9]{8})-(\d{1,4})$/.exec(search) ?? [];
    all.push(
      sql`((o.code = ${code.toUpperCase()} and (${number} = '' or k.number::text = ${number})) or k.attendee_name ilike ${like} or k.attendee_email ilike ${like} or o.buyer_name ilike ${like} or o.buyer_email ilike ${like})`,
    );
  }
  return sql.join(all, sql` and `);
}

/** By the name under which they come; and how many fit in all. */
export async function listAttendees(
  ctx: Ctx,
  scope: EventScope,
  filter: AttendeesFilter,
): Promise<{ attendees: Attendee[]; found: number }> {
  const fits = condition(scope, filter);
  const counted = await sql<{ n: number }>`select count(*)::integer as n ${FROM} where ${fits}`.execute(ctx.db);
  const order = sql`order by lower(coalesce(nullif(k.attendee_name, ''), o.buyer_name)), k.id limit ${ATTENDEES_PER_PAGE} offset ${(filter.page - 1) * ATTENDEES_PER_PAGE}`;
  return { attendees: await select(ctx, fits, order), found: counted.rows[0]?.n ?? 0 };
}

/**
 * Those who fit, in parts of at most `size` in the order of their tickets, so that a list of any length takes no more
 * memory than one part.
 */
export function streamAttendees(
  ctx: Ctx,
  scope: EventScope,
  filter: AttendeesFilter,
  size?: number,
): AsyncGenerator<Attendee[]> {
  return readPages<Attendee>(
    (last, most) => listAttendeesAfter(ctx, scope, filter, { after: last?.ticketId ?? 0, limit: most }),
    size,
  );
}

/** The next `limit` of those who fit, in the order of their tickets. */
export function listAttendeesAfter(
  ctx: Ctx,
  scope: EventScope,
  filter: AttendeesFilter,
  { after, limit }: { after: number; limit: number },
): Promise<Attendee[]> {
  return select(ctx, sql`${condition(scope, filter)} and k.id > ${after}`, sql`order by k.id limit ${limit}`);
}

async function select(ctx: Ctx, fits: RawBuilder<unknown>, order: RawBuilder<unknown>): Promise<Attendee[]> {
  const { rows } = await sql<Attendee>`
    select k.id as ticket_id, o.code, k.number, o.state as order_state, ${STATE} as state, k.attendee_name, k.attendee_email, o.buyer_name, o.buyer_email, o.buyer_country,
      t.name as ticket, t.kind, k.price_minor, o.currency, o.payment_method, o.completed_at as ordered_at
    ${FROM} where ${fits} ${order}`.execute(ctx.db);
  return rows.map((row) => ({ ...row, ticketId: Number(row.ticketId), priceMinor: Number(row.priceMinor) }));
}

export type TypeCount = { number: number; name: string; valid: number; unpaid: number; off: number };

/** How many come with each ticket type. */
export async function countAttendees(ctx: Ctx, { eventId }: EventScope): Promise<TypeCount[]> {
  const { rows } = await sql<TypeCount>`
    select t.number, t.name, count(*) filter (where s.state = 'valid')::integer as valid, count(*) filter (where s.state = 'unpaid')::integer as unpaid, count(*) filter (where s.state = 'off')::integer as off
    from ticket_types as t join (select l.ticket_type_id, ${STATE} as state ${FROM} where o.event_id = ${eventId} and o.completed_at is not null) as s on s.ticket_type_id = t.id
    group by t.id order by t.number`.execute(ctx.db);
  return rows;
}
