/** Taking somebody out of their orders, of which only what was sold stays. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { GONE_BUYER } from '../order.ts';

/** The orders of that address whose events are over: nobody needs to know any more who came. */
export async function listPastOrders(ctx: Ctx, email: string): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('orders as o')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .select('o.id')
    .where(sql<boolean>`lower(o.buyer_email) = lower(${email})`)
    .where(sql<boolean>`e.ends_at < ${new Date(ctx.now)}`)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Empties what those orders say of their buyer and of those who came, with what was noted about them; tickets that
 * somebody else took over stay theirs. Seats, prices and money stay as they were counted, and invoices as they were
 * written. Call it within a transaction.
 */
export async function stripOrders(ctx: Ctx, orderIds: readonly number[]): Promise<void> {
  if (orderIds.length === 0) return;
  const nothing = {
    buyerName: GONE_BUYER.name,
    buyerEmail: GONE_BUYER.email,
    buyerCompany: '',
    buyerAddress: '',
    buyerVatId: '',
    updatedAt: new Date(ctx.now),
  };
  await ctx.db.updateTable('orders').set(nothing).where('id', 'in', orderIds).execute();
  await ctx.db
    .updateTable('tickets')
    .set({ attendeeName: '', attendeeEmail: '' })
    .where('orderId', 'in', orderIds)
    .where('transferredAt', 'is', null)
    .execute();
  await ctx.db.deleteFrom('orderNotes').where('orderId', 'in', orderIds).execute();
  // What else the history tells names people.
  await ctx.db
    .deleteFrom('orderEdits')
    .where('orderId', 'in', orderIds)
    .where('act', 'not in', ['ticket-cancelled', 'secret', 'answers-deleted'])
    .execute();
}
