/** How the transfers feature reacts: who asks for their data is told which tickets they were offered. */
import { sql } from 'kysely';
import { addRowsToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import type { Ctx } from '#platform/ctx.ts';

addRowsToExport('transfers', exportOwnTransfers);

/** The tickets that were offered to that address, and what became of each offer. */
async function exportOwnTransfers(ctx: Ctx, email: string): Promise<object[]> {
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
