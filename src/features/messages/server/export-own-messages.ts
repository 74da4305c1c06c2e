/** Messages to many that reached somebody, for themselves. */
import { sql } from 'kysely';
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import type { Ctx } from '#platform/ctx.ts';

/** Which messages to many that address was among, and when its mail was written: null where it was not yet. */
export async function exportOwnMessages(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('messageRecipients as r')
    .innerJoin('messages as m', 'm.id', 'r.messageId')
    .innerJoin('events as e', 'e.id', 'm.eventId')
    .select(['e.name as event', 'm.kind', 'r.postedAt'])
    .where(sql<boolean>`lower(r.email) = lower(${email})`)
    .orderBy('r.id')
    .execute();
  return withIsoInstants(rows, 'postedAt');
}
