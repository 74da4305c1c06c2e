/** Bringing what is known of an account to what Stripe says. */
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import { transact } from '#platform/transact.ts';
import { pollAccount } from './poll-account.ts';
import { listConnectionsOf } from './queries.ts';
import { removeAccount } from './remove-account.ts';

/**
 * Asks Stripe how the account stands and notes it, for every organizer that uses it; where it allows us nothing any
 * more, their connections end and their owners are told. Accounts that nobody uses here are not asked about. Outside
 * any transaction. @throws Unavailable, Invalid
 */
export async function refreshAccountStatus(ctx: Ctx, account: string): Promise<'gone' | 'there' | 'unknown'> {
  const { stripe } = getRuntime().config;
  // What belongs to other keys cannot be asked about with these.
  const connections = stripe ? (await listConnectionsOf(ctx, account)).filter((one) => one.live === stripe.live) : [];
  if (connections.length === 0) return 'unknown';
  const found = await pollAccount(account);
  if (found === 'gone') {
    for (const connection of connections) await removeAccount(ctx, connection);
    return 'gone';
  }
  // Only what was looked up before asking: one that was made meanwhile knows better.
  await transact(ctx, async ({ db, now }) => {
    await db
      .updateTable('stripeAccounts')
      .set({ ...found, checkedAt: new Date(now) })
      .where(
        'id',
        'in',
        connections.map(({ id }) => id),
      )
      .execute();
  });
  return 'there';
}
