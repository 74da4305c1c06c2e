/** What the team writes down about an order. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { byWhom, type OrderScope } from '../policy.ts';

/** Adds a note that the team sees, and the buyer never does. */
export async function createNote(ctx: Ctx, scope: OrderScope, { text }: { text: string }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId, orderId, code } = scope;
    await ctx.db
      .insertInto('orderNotes')
      .values({ orderId, at: new Date(ctx.now), by: byWhom(ctx, scope), text })
      .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'order-note.create',
      subject: `a note on order ${code}`,
      after: { text },
    });
  });
}
