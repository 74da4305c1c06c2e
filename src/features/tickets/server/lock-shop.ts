/** The order of an event's headings and ticket types: one editor at a time, no gaps, no duplicates. */
import { sql } from 'kysely';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import type { ShopKey } from '../shop.ts';
import { TICKET_LIMITS } from '../ticket.ts';

export type LockedItem = { id: number; key: ShopKey; name: string; position: number };

/**
 * Waits for its turn at the event and gives the order as it then is. Call it within a transaction, before anything else
 * there.
 */
export async function lockShop(ctx: Ctx, scope: EventScope): Promise<LockedItem[]> {
  await lockEvent(ctx, scope);
  const rows = await ctx.db
    .selectFrom('shopItems as i')
    .leftJoin('ticketHeadings as h', 'h.id', 'i.headingId')
    .leftJoin('ticketTypes as t', 't.id', 'i.ticketTypeId')
    .select([
      'i.id',
      'i.position',
      'h.number as heading',
      't.number as ticket',
      'h.name as headingName',
      't.name as ticketName',
    ])
    .where('i.eventId', '=', scope.eventId)
    .orderBy('i.position')
    .execute();
  return rows.map(({ id, position, heading, ticket, headingName, ticketName }) => ({
    id,
    position,
    key: ticket === null ? `heading-${heading as number}` : `ticket-${ticket}`,
    name: ticketName ?? headingName ?? '',
  }));
}

/**
 * Gives the records of a locked shop the places 1, 2, 3 ... in that order, in one statement, where they do not have
 * them yet.
 */
export async function renumberShop(ctx: Ctx, order: readonly LockedItem[]): Promise<void> {
  const moved = order
    .map(({ id, position }, at) => ({ id, from: position, to: at + 1 }))
    .filter(({ from, to }) => from !== to);
  if (moved.length === 0) return;
  const [ids, places] = [moved.map(({ id }) => id), moved.map(({ to }) => to)];
  await sql`update shop_items as i set position = m.place from unnest(${ids}::bigint[], ${places}::integer[]) as m(id, place) where i.id = m.id`.execute(
    ctx.db,
  );
}

/** Puts something new at the end. @throws Conflict where there are too many */
export async function appendToShop(
  ctx: Ctx,
  { eventId }: EventScope,
  shop: readonly LockedItem[],
  record: { headingId: number } | { ticketTypeId: number },
): Promise<void> {
  if (shop.length >= TICKET_LIMITS.itemsPerEvent)
    throw new Conflict('conflict.most_ticket_types', { most: TICKET_LIMITS.itemsPerEvent });
  await ctx.db
    .insertInto('shopItems')
    .values({ eventId, position: shop.length + 1, ...record })
    .execute();
}

/** Takes something out; what stood behind it moves up. */
export async function removeFromShop(ctx: Ctx, shop: readonly LockedItem[], key: ShopKey): Promise<void> {
  const item = shop.find((one) => one.key === key);
  if (!item) throw new NotFound('not_found.shop_item');
  await ctx.db.deleteFrom('shopItems').where('id', '=', item.id).execute();
  await renumberShop(
    ctx,
    shop.filter(({ id }) => id !== item.id),
  );
}

type Numbered = 'ticketTypes' | 'ticketHeadings' | 'quotas' | 'accessCodes';

/** The next public number within the event. Call it while the shop is locked. */
export async function findNextNumber(ctx: Ctx, table: Numbered, { eventId }: EventScope): Promise<number> {
  const row = await ctx.db
    .selectFrom(table)
    .select(({ fn }) => fn.max<number | null>('number').as('last'))
    .where('eventId', '=', eventId)
    .executeTakeFirst();
  return (row?.last ?? 0) + 1;
}
