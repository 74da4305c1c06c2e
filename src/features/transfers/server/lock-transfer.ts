/** One answer to one offer. */
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';

export type OpenTransfer = { id: number; email: string; locale: string; number: number; expiresAt: Instant };

/**
 * Waits for its turn at the offer. Call it within a transaction that holds the order.
 * @throws Conflict (`transfer_closed`) where it is not open any more
 */
export async function lockOpenTransfer(ctx: Ctx, transferId: number): Promise<OpenTransfer> {
  const row = await ctx.db
    .selectFrom('ticketTransfers as r')
    .innerJoin('tickets as k', 'k.id', 'r.ticketId')
    .select(['r.id', 'r.email', 'r.locale', 'r.state', 'r.expiresAt', 'k.number'])
    .where('r.id', '=', transferId)
    .forUpdate('r')
    .executeTakeFirst();
  if (row?.state !== 'open') throw new Conflict('transfer_closed.offer_closed');
  return row;
}
