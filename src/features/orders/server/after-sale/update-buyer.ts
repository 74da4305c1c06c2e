/** Changing who an order belongs to. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { lockOrder, writeOrder } from '../move-order.ts';
import type { OrderScope } from '../policy.ts';
import { writeOrderEdit } from '../write-order-edit.ts';

export type BuyerChange = { name: string; email: string; company: string; address: string };

/**
 * For the team: a name that was mistyped, another address for the mails. Locks the event's quotas and the order.
 * @throws Conflict where nobody said yet who it is for
 */
export async function updateBuyer(ctx: Ctx, scope: OrderScope, change: BuyerChange): Promise<void> {
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    const { organizerId, eventId, orderId, code } = order;
    const known = await ctx.db
      .selectFrom('orders')
      .select(['buyerName as name', 'buyerEmail as email', 'buyerCompany as company', 'buyerAddress as address'])
      .where('id', '=', orderId)
      .executeTakeFirstOrThrow();
    if (known.email === '') throw new Conflict('no_buyer.order');
    if (
      JSON.stringify(known) ===
      JSON.stringify({ name: change.name, email: change.email, company: change.company, address: change.address })
    )
      return;
    await writeOrder(ctx, order, {
      buyerName: change.name,
      buyerEmail: change.email,
      buyerCompany: change.company,
      buyerAddress: change.address,
    });
    await writeOrderEdit(ctx, scope, {
      act: 'buyer',
      from: `${known.name} <${known.email}>`,
      to: `${change.name} <${change.email}>`,
    });
    // Who it was and is stands in the order's own history, which goes with the order.
    const changed = (['name', 'email', 'company', 'address'] as const).filter(
      (field) => known[field] !== change[field],
    );
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'order.update',
      subject: `order ${code}`,
      after: { changed },
    });
  });
}
