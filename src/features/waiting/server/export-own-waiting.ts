/** Where somebody stands or stood in line, for themselves. */
import { sql } from 'kysely';
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import type { Ctx } from '#platform/ctx.ts';

/** The places in line that were taken with that address. */
export async function exportOwnWaiting(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('waitingEntries as w')
    .innerJoin('events as e', 'e.id', 'w.eventId')
    .innerJoin('ticketTypes as t', 't.id', 'w.ticketTypeId')
    .select([
      'e.name as event',
      't.name as ticketType',
      'w.quantity',
      'w.name',
      'w.email',
      'w.locale',
      'w.state',
      'w.joinedAt',
      'w.changedAt',
    ])
    .where(sql<boolean>`lower(w.email) = lower(${email})`)
    .orderBy('w.id')
    .execute();
  return withIsoInstants(rows, 'joinedAt', 'changedAt');
}
