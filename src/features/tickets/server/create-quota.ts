/** A limit that several ticket types share. */
import type { EventScope } from '#features/events/server/policy.ts';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { lockQuotas, writeSize } from './lock-quotas.ts';
import { findNextNumber, lockShop } from './lock-shop.ts';
import { getTicketTypeIds, listTypeNames } from './queries.ts';
import { quotaRegrouped, ticketsModified } from './signals.ts';

export type QuotaValues = {
  name: string;
  /** null for no limit. */
  size: number | null;
  /** Numbers of the ticket types that share it. */
  types: number[];
};

/** Adds a shared quota. @throws Invalid for a ticket type of another event, and where more are taken than it holds */
export async function createQuota(
  ctx: Ctx,
  scope: EventScope,
  { types, ...values }: QuotaValues,
): Promise<{ number: number }> {
  return transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockShop(ctx, scope);
    await lockQuotas(ctx, eventId);
    const ids = await getTicketTypeIds(ctx, scope, types);
    const number = await findNextNumber(ctx, 'quotas', scope);
    const { id } = await ctx.db
      .insertInto('quotas')
      .values({ eventId, number, name: values.name, size: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    if (ids.length > 0)
      await ctx.db
        .insertInto('quotaTicketTypes')
        .values(ids.map((ticketTypeId) => ({ quotaId: id, ticketTypeId })))
        .execute();
    // What is ordered of its ticket types already counts.
    await quotaRegrouped.announce(ctx, 'tickets', { eventId, quotaId: id });
    await writeSize(ctx, { id, size: values.size }, 'size');
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'quota.create',
      subject: `quota ${number}: ${values.name}`,
      after: { ...values, types: await listTypeNames(ctx, scope, types) },
    });
    await ticketsModified.announce(ctx, 'tickets', { eventId });
    return { number };
  });
}
