/** Taking note that an account is gone from Stripe's side. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockTeam } from '#features/organizers/server/lock-team.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { type Connection, nameAccount } from '../account.ts';
import { postToOwners } from './post-to-owners.ts';
import { listEventsPaidByCard } from './queries.ts';

/**
 * Forgets this connection, and no later one, and tells the owners, unless they let it go themselves. Locks the
 * organizer.
 */
export async function removeAccount(ctx: Ctx, connection: Connection): Promise<void> {
  const { id, organizerId } = connection;
  await transact({ ...ctx, actor: { kind: 'system', name: 'stripe' } }, async (ctx) => {
    await lockTeam(ctx, { organizerId });
    const gone = await ctx.db
      .deleteFrom('stripeAccounts')
      .where('id', '=', id)
      .returning('lettingGoAt')
      .executeTakeFirst();
    if (!gone || gone.lettingGoAt !== null) return;
    await writeAuditEntry(ctx, {
      organizerId,
      action: 'stripe.gone',
      subject: 'the account at Stripe',
      before: { account: nameAccount(connection) },
    });
    const events = (await listEventsPaidByCard(ctx, { organizerId })).map(({ name }) => name);
    await postToOwners(ctx, { organizerId, kind: 'stripe-disconnected', account: connection, by: '', events });
  });
}
