/** Adding a heading to the shop. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { appendToShop, findNextNumber, lockShop } from './lock-shop.ts';
import { ticketsModified } from './signals.ts';

/** Adds a heading at the end of the shop: what is moved behind it stands under it. */
export async function createHeading(
  ctx: Ctx,
  scope: EventScope,
  values: { name: string; description: string },
): Promise<{ number: number }> {
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    const shop = await lockShop(ctx, scope);
    const number = await findNextNumber(ctx, 'ticketHeadings', scope);
    const { id } = await ctx.db
      .insertInto('ticketHeadings')
      .values({ eventId, number, ...values })
      .returning('id')
      .executeTakeFirstOrThrow();
    await appendToShop(ctx, scope, shop, { headingId: id });
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'ticket-heading.create',
      subject: `heading ${number}: ${values.name}`,
      after: values,
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
    return { number };
  });
}
