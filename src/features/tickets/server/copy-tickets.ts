/** Bringing what an event offers into its copy. */
import { shiftInstant, type WallShift } from '#features/events/event-copy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { copyRow } from '#platform/records/copy-row.ts';
import { ticketsModified } from './signals.ts';

/**
 * Copies headings, ticket types, their order and quotas, with their numbers; sale windows move with the event. Access
 * codes stay behind: whoever was given one for the event before shall not find it works for this one.
 */
export async function copyTickets(
  ctx: Ctx,
  copy: { fromEventId: number; toEventId: number; shift: WallShift },
): Promise<void> {
  const { fromEventId, toEventId: eventId } = copy;
  const types = await copyTicketTypes(ctx, copy);
  const headingRows = await ctx.db
    .selectFrom('ticketHeadings')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .orderBy('number')
    .execute();
  const headings = pair(
    headingRows,
    headingRows.length === 0
      ? []
      : await ctx.db
          .insertInto('ticketHeadings')
          .values(headingRows.map((row) => ({ ...copyRow(row), eventId })))
          .returning(['id', 'number'])
          .execute(),
  );
  const items = await ctx.db
    .selectFrom('shopItems')
    .select(['position', 'headingId', 'ticketTypeId'])
    .where('eventId', '=', fromEventId)
    .orderBy('position')
    .execute();
  if (items.length === 0) return;
  const rows = items.map(({ position, headingId, ticketTypeId }) => ({
    eventId,
    position,
    headingId: headings.get(headingId ?? 0) ?? null,
    ticketTypeId: types.get(ticketTypeId ?? 0) ?? null,
  }));
  await ctx.db.insertInto('shopItems').values(rows).execute();
  await copyQuotas(ctx, copy, types);
  await ticketsModified.announce(ctx, 'tickets', { eventId });
}

/** Gives the new ids by the old ones. */
async function copyTicketTypes(
  ctx: Ctx,
  { fromEventId, toEventId, shift }: { fromEventId: number; toEventId: number; shift: WallShift },
): Promise<Map<number, number>> {
  const rows = await ctx.db
    .selectFrom('ticketTypes')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .orderBy('number')
    .execute();
  if (rows.length === 0) return new Map();
  const moved = (at: number | null): Date | null => (at === null ? null : new Date(shiftInstant(at, shift)));
  const at = new Date(ctx.now);
  const values = rows.map((row) => ({
    ...copyRow(row),
    eventId: toEventId,
    saleStartsAt: moved(row.saleStartsAt),
    saleEndsAt: moved(row.saleEndsAt),
    createdAt: at,
    updatedAt: at,
  }));
  return pair(rows, await ctx.db.insertInto('ticketTypes').values(values).returning(['id', 'number']).execute());
}

async function copyQuotas(
  ctx: Ctx,
  { fromEventId, toEventId }: { fromEventId: number; toEventId: number },
  types: ReadonlyMap<number, number>,
): Promise<void> {
  const rows = await ctx.db
    .selectFrom('quotas')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .orderBy('number')
    .execute();
  if (rows.length === 0) return;
  const values = rows.map((row) => ({
    ...copyRow(row),
    held: 0,
    sold: 0,
    awaited: false,
    eventId: toEventId,
    ownTicketTypeId: types.get(row.ownTicketTypeId ?? 0) ?? null,
  }));
  const quotas = pair(rows, await ctx.db.insertInto('quotas').values(values).returning(['id', 'number']).execute());
  const members = await ctx.db
    .selectFrom('quotaTicketTypes')
    .selectAll()
    .where('quotaId', 'in', [...quotas.keys()])
    .execute();
  const pairs = members.map(({ quotaId, ticketTypeId }) => ({
    quotaId: quotas.get(quotaId) as number,
    ticketTypeId: types.get(ticketTypeId) as number,
  }));
  if (pairs.length > 0) await ctx.db.insertInto('quotaTicketTypes').values(pairs).execute();
}

/** The new id of each old one: a copy keeps its number. */
function pair(
  rows: readonly { id: number; number: number }[],
  created: readonly { id: number; number: number }[],
): Map<number, number> {
  const byNumber = new Map(created.map(({ id, number }) => [number, id]));
  return new Map(rows.map(({ id, number }) => [id, byNumber.get(number) as number]));
}
