/** Reading the waiting list. */
import { rememberOfEvent } from '#features/events/server/remember-event.ts';
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { quotasOfType } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import { OFFER_MINUTES, type Waiting, type WaitingState } from '../waiting.ts';
import type { EntryScope } from './policy.ts';

export type WaitingList = { isOpen: boolean; offerMinutes: number };

/** How the event keeps its waiting list; there is none until somebody opens it. */
export async function getWaitingList(ctx: Ctx, { eventId }: { eventId: number }): Promise<WaitingList> {
  return (await findWaitingList(ctx, eventId)) ?? { isOpen: false, offerMinutes: OFFER_MINUTES.usual };
}

function findWaitingList(ctx: Ctx, eventId: number): Promise<WaitingList | undefined> {
  return rememberOfEvent(ctx, eventId, 'waiting list', () =>
    ctx.db
      .selectFrom('waitingLists')
      .select(['isOpen', 'offerMinutes'])
      .where('eventId', '=', eventId)
      .executeTakeFirst(),
  );
}

/** Whether anybody of the event waits, or has an offer that may come back. */
export async function isAwaited(ctx: Ctx, eventId: number): Promise<boolean> {
  // Where it was never opened nobody is on it.
  if (!(await findWaitingList(ctx, eventId))) return false;
  const row = await ctx.db
    .selectFrom('waitingEntries')
    .select('id')
    .where('eventId', '=', eventId)
    .where('state', 'in', ['waiting', 'offered'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export type QueuedEntry = Waiting & { typeId: number; unitMinor: number; locale: string; saleEndsAt: Instant };

/**
 * The line from its head, of those ticket types that are on sale now: who waits for others is passed over until they
 * are.
 */
export async function listQueue(ctx: Ctx, eventId: number): Promise<QueuedEntry[]> {
  const now = new Date(ctx.now);
  const { rows } = await sql<QueuedEntry>`
    select w.id, w.quantity, w.locale, t.id as type_id, t.price_minor as unit_minor, least(t.sale_ends_at, e.ends_at) as sale_ends_at,
      ${quotasOfType(sql`t.id`, sql`t.event_id`)} as quotas
    from waiting_entries as w join ticket_types as t on t.id = w.ticket_type_id join events as e on e.id = w.event_id
    where w.event_id = ${eventId} and w.state = 'waiting' and t.visibility <> 'hidden'
      and coalesce(t.sale_starts_at, ${now}) <= ${now} and least(t.sale_ends_at, e.ends_at) > ${now}
    order by w.id`.execute(ctx.db);
  return rows.map((row) => ({ ...row, quotas: row.quotas.map(Number), unitMinor: Number(row.unitMinor) }));
}

/** For how many seats a network waits or has an offer; exact while the event's quotas are locked. */
export async function countWaitingOf(ctx: Ctx, eventId: number, network: string): Promise<number> {
  const { seats } = await ctx.db
    .selectFrom('waitingEntries')
    .select(sql<number>`coalesce(sum(quantity), 0)::integer`.as('seats'))
    .where('eventId', '=', eventId)
    .where('state', 'in', ['waiting', 'offered'])
    .where('holder', '=', sql<number>`${network}::bigint`)
    .executeTakeFirstOrThrow();
  return seats;
}

/** When the sale of something that somebody waits for begins or ends next. */
export async function findNextChange(ctx: Ctx, eventId: number): Promise<Instant | undefined> {
  const now = new Date(ctx.now);
  const { rows } = await sql<{ at: Instant | null }>`
    select min(c.at) as at
    from waiting_entries as w join ticket_types as t on t.id = w.ticket_type_id join events as e on e.id = w.event_id
      cross join unnest(array[t.sale_starts_at, least(t.sale_ends_at, e.ends_at)]) as c(at)
    where w.event_id = ${eventId} and w.state = 'waiting' and c.at > ${now}`.execute(ctx.db);
  return rows[0]?.at ?? undefined;
}

/** An entry as whoever has its link sees it. `ahead`: how many groups stand before it for the same ticket type. */
export type OwnEntry = {
  state: WaitingState;
  name: string;
  email: string;
  quantity: number;
  ticketType: string;
  ahead: number;
  orderCode: string | null;
  heldUntil: Instant | null;
};

export async function getOwnEntry(ctx: Ctx, { entryId }: EntryScope): Promise<OwnEntry> {
  const { state, ahead, ...entry } = await ctx.db
    .selectFrom('waitingEntries as w')
    .innerJoin('ticketTypes as t', 't.id', 'w.ticketTypeId')
    .leftJoin('orders as o', 'o.id', 'w.orderId')
    .select([
      'w.state',
      'w.name',
      'w.email',
      'w.quantity',
      't.name as ticketType',
      'o.code as orderCode',
      'o.heldUntil',
    ])
    .select(({ selectFrom }) =>
      selectFrom('waitingEntries as b')
        .whereRef('b.ticketTypeId', '=', 'w.ticketTypeId')
        .whereRef('b.id', '<', 'w.id')
        .where('b.state', '=', 'waiting')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .as('ahead'),
    )
    .where('w.id', '=', entryId)
    .executeTakeFirstOrThrow();
  return { ...entry, state: state as WaitingState, ahead: ahead ?? 0 };
}

export type ListedEntry = {
  id: number;
  state: WaitingState;
  name: string;
  email: string;
  quantity: number;
  ticketType: string;
  joinedAt: Instant;
  changedAt: Instant;
  orderCode: string | null;
  heldUntil: Instant | null;
};

/** The most entries on the team's page of each sort. */
export const ENTRIES_SHOWN = 500;

/** Those who wait, the first first; then those who do not any more, the last first. */
export async function listEntries(
  ctx: Ctx,
  { eventId }: EventScope,
): Promise<{ queue: ListedEntry[]; past: ListedEntry[] }> {
  const all = ctx.db
    .selectFrom('waitingEntries as w')
    .innerJoin('ticketTypes as t', 't.id', 'w.ticketTypeId')
    .leftJoin('orders as o', 'o.id', 'w.orderId')
    .select([
      'w.id',
      'w.state',
      'w.name',
      'w.email',
      'w.quantity',
      't.name as ticketType',
      'w.joinedAt',
      'w.changedAt',
      'o.code as orderCode',
      'o.heldUntil',
    ])
    .$narrowType<{ state: WaitingState }>()
    .where('w.eventId', '=', eventId)
    .limit(ENTRIES_SHOWN);
  return {
    queue: await all.where('w.state', 'in', ['waiting', 'offered']).orderBy('w.id').execute(),
    past: await all
      .where('w.state', 'not in', ['waiting', 'offered'])
      .orderBy('w.changedAt', 'desc')
      .orderBy('w.id', 'desc')
      .execute(),
  };
}

export type LineCount = { groups: number; seats: number; offered: number };

/** How many groups of the event wait, for how many seats, and how many have an offer. */
export async function countLine(ctx: Ctx, { eventId }: EventScope): Promise<LineCount> {
  const { rows } = await sql<LineCount>`
    select count(*) filter (where state = 'waiting')::integer as groups, coalesce(sum(quantity) filter (where state = 'waiting'), 0)::integer as seats, count(*) filter (where state = 'offered')::integer as offered
    from waiting_entries where event_id = ${eventId} and state in ('waiting', 'offered')`.execute(ctx.db);
  return rows[0] as LineCount;
}
