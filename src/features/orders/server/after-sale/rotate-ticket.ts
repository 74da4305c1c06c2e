/** A new secret for a ticket: every code that was shown of it before stops working. */
import { randomBytes } from 'node:crypto';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { OrderScope } from '../policy.ts';

/**
 * Gives the ticket of that number another secret. It belongs to a greater act (passing a ticket on, a code that was
 * lost), whose transaction it joins and which announces and records what was done; the order is locked by it before.
 * @throws NotFound where the order has no such ticket, or it was given up
 */
export async function rotateTicket(
  ctx: Ctx,
  { orderId }: OrderScope,
  { number }: { number: number },
): Promise<{ ticketId: number; rotation: number }> {
  const row = await ctx.db
    .updateTable('tickets')
    .set((ticket) => ({ secret: randomBytes(16).toString('base64url'), rotation: ticket('rotation', '+', 1) }))
    .where('orderId', '=', orderId)
    .where('number', '=', number)
    .where('cancelledAt', 'is', null)
    .returning(['id', 'rotation'])
    .executeTakeFirst();
  if (!row) throw new NotFound('not_found.ticket');
  return { ticketId: row.id, rotation: row.rotation };
}
