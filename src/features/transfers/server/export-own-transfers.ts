/** Tickets that somebody was offered, for themselves. */
import { sql } from 'kysely';
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import type { Ctx } from '#platform/ctx.ts';

/** The tickets that were offered to that address, and what became of each offer. */
export async function exportOwnTransfers(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('ticketTransfers as x')
    .innerJoin('tickets as k', 'k.id', 'x.ticketId')
    .innerJoin('orders as o', 'o.id', 'k.orderId')
    .innerJoin('events as e', 'e.id', 'o.eventId')
    .select([
      sql<string>`o.code || '-' || k.number`.as('ticket'),
      'e.name as event',
      'x.state',
      'x.createdAt',
      'x.expiresAt',
      'x.answeredAt',
    ])
    .where(sql<boolean>`lower(x.email) = lower(${email})`)
    .orderBy('x.id')
    .execute();
  return withIsoInstants(rows, 'createdAt', 'expiresAt', 'answeredAt');
}
