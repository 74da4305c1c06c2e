/** The end of a connection that is let go. */
import { findOnItsWay } from '#features/payments/server/find-on-its-way.ts';
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import { transact } from '#platform/transact.ts';
import type { Connection } from '../account.ts';
import { findConnectionById, listConnectionsOf } from './queries.ts';
import { refreshAccountStatus } from './refresh-account-status.ts';
import { deauthorizeAccount, getStripeSettings } from './stripe-client.ts';

/**
 * Tells Stripe and forgets the connection: `waiting` where payments or refunds are on their way, whose end nobody could
 * learn afterwards. At Stripe the account is let go with the last organizer that uses it. Outside any transaction.
 * @throws Unavailable where Stripe does not answer, Invalid where it refuses: the connection stays, and takes nothing
 */
export async function finishDisconnect(ctx: Ctx, connectionId: string): Promise<'done' | 'waiting'> {
  const connection = await findConnectionById(ctx, connectionId);
  if (!connection || connection.lettingGoAt === null) return 'done';
  const outcome = await notifyStripe(ctx, connection);
  if (outcome === 'waiting') return 'waiting';
  await transact(
    ctx,
    async ({ db }) => void (await db.deleteFrom('stripeAccounts').where('id', '=', connection.id).execute()),
  );
  // Somebody may have connected it anew while it was being let go: then that connection is void as well, and has to say
  // so.
  if (outcome === 'notified' && connection.account !== null) await refreshAccountStatus(ctx, connection.account);
  return 'done';
}

/**
 * Whether Stripe can be told: not of who cannot be named or belongs to other keys, and not by an installation without a
 * client id.
 */
export function canNotifyStripe({ account, live }: Pick<Connection, 'account' | 'live'>): boolean {
  const { stripe } = getRuntime().config;
  return stripe !== undefined && stripe.clientId !== '' && account !== null && live === stripe.live;
}

async function notifyStripe(ctx: Ctx, connection: Connection): Promise<'notified' | 'nothing-to-notify' | 'waiting'> {
  const { id, account } = connection;
  if (account === null || !canNotifyStripe(connection)) return 'nothing-to-notify';
  const others = (await listConnectionsOf(ctx, account)).filter((one) => one.id !== id);
  if (others.length > 0) return 'nothing-to-notify';
  const { payments, refunds } = await findOnItsWay(ctx, { provider: 'stripe', account });
  if (payments + refunds > 0) return 'waiting';
  await deauthorizeAccount(getStripeSettings(), account);
  return 'notified';
}
