/** Codes that show what nobody sees without them. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { TICKET_LIMITS } from '../ticket.ts';
import { findNextNumber, lockShop } from './lock-shop.ts';
import { getTicketTypeIds, listTypeNames } from './queries.ts';
import { ticketsModified } from './signals.ts';

/**
 * Adds codes, already tidied, that all show the ticket types with those numbers.
 * @throws Invalid where one exists already or a ticket type is of another event; Conflict where there are too many
 */
export async function createAccessCodes(
  ctx: Ctx,
  scope: EventScope,
  { codes, types }: { codes: string[]; types: number[] },
): Promise<{ numbers: number[] }> {
  const wanted = [...new Set(codes)];
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockShop(ctx, scope);
    const ids = await getTicketTypeIds(ctx, scope, types);
    const known = await ctx.db.selectFrom('accessCodes').select('code').where('eventId', '=', eventId).execute();
    const taken = new Set(known.map(({ code }) => code));
    const twice = wanted.filter((code) => taken.has(code));
    if (twice.length > 0)
      throw new Invalid('There is such a code already', [
        { where: 'codes', message: `Choose another for ${twice.slice(0, 5).join(', ')}` },
      ]);
    if (taken.size + wanted.length > TICKET_LIMITS.codesPerEvent)
      throw new Conflict(`An event has at most ${TICKET_LIMITS.codesPerEvent} access codes`);
    const first = await findNextNumber(ctx, 'accessCodes', scope);
    const rows = await ctx.db
      .insertInto('accessCodes')
      .values(wanted.map((code, at) => ({ eventId, number: first + at, code })))
      .returning(['id', 'number'])
      .execute();
    const pairs = rows.flatMap(({ id }) => ids.map((ticketTypeId) => ({ accessCodeId: id, ticketTypeId })));
    if (pairs.length > 0) await ctx.db.insertInto('accessCodeTicketTypes').values(pairs).execute();
    const subject =
      wanted.length === 1 ? `access code ${first}` : `access codes ${first} to ${first + wanted.length - 1}`;
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'access-code.create',
      subject,
      after: { count: wanted.length, types: await listTypeNames(ctx, scope, types) },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
    return { numbers: rows.map(({ number }) => number).sort((a, b) => a - b) };
  });
}
