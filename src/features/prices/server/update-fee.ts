/** Changing a fee. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { FeeValues } from '../tax.ts';
import { sayFee } from './present.ts';
import { getFee } from './queries.ts';
import { pricesModified } from './signals.ts';
import { toFeeColumns } from './tables.ts';

/**
 * Changes what is given of the fee with that number; orders that have their price keep it. What it is already writes
 * nothing.
 * @throws NotFound, and Invalid where it comes to nothing
 */
export async function updateFee(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: Partial<FeeValues> },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const { id, number, tax: _tax, ...before } = await getFee(ctx, scope, input.number);
    const after = { ...before, ...input.change };
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    await ctx.db
      .updateTable('ticketFees')
      .set(await toFeeColumns(ctx, scope, after))
      .where('id', '=', id)
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'fee.update',
      subject: `fee ${number}: ${before.name}`,
      before: await sayFee(ctx, scope, before),
      after: await sayFee(ctx, scope, after),
    });
    await pricesModified.announce(ctx, 'prices', { eventId });
  });
}
