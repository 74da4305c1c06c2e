/** Changing an access code. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { lockShop } from './lock-shop.ts';
import { getAccessCode, getTicketTypeIds, listTypeNames } from './queries.ts';
import { ticketsModified } from './signals.ts';

/**
 * Changes the code with that number, or what it shows; what it is already writes nothing. The record does not hold the
 * code itself.
 * @throws NotFound for an unknown one; Invalid where another has that code or a ticket type is of another event
 */
export async function updateAccessCode(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: { code?: string; types?: number[] } },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockShop(ctx, scope);
    const before = await getAccessCode(ctx, scope, input.number);
    const code = input.change.code ?? before.code;
    const types = [...new Set(input.change.types ?? before.types)].sort((a, b) => a - b);
    if (code === before.code && types.join() === before.types.join()) return;
    const ids = await getTicketTypeIds(ctx, scope, types);
    const other = await ctx.db
      .selectFrom('accessCodes')
      .select('id')
      .where('eventId', '=', eventId)
      .where('code', '=', code)
      .where('id', '!=', before.id)
      .executeTakeFirst();
    if (other) throw new Invalid('There is such a code already', [{ where: 'code', message: 'Choose another' }]);
    await ctx.db.updateTable('accessCodes').set({ code }).where('id', '=', before.id).execute();
    await ctx.db.deleteFrom('accessCodeTicketTypes').where('accessCodeId', '=', before.id).execute();
    if (ids.length > 0)
      await ctx.db
        .insertInto('accessCodeTicketTypes')
        .values(ids.map((ticketTypeId) => ({ accessCodeId: before.id, ticketTypeId })))
        .execute();
    const changed = code === before.code ? {} : { code: 'another' };
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'access-code.update',
      subject: `access code ${input.number}`,
      before: { types: await listTypeNames(ctx, scope, before.types) },
      after: { types: await listTypeNames(ctx, scope, types), ...changed },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
  });
}
