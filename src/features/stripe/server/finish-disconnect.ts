/** The end of a connection that is let go. */
import { findOnItsWay } from '#features/payments/server/find-on-its-way.ts';
import type { Ctx } from '#platform/ctx.ts';
import { getRuntime } from '#platform/runtime.ts';
import { transact } from '#platform/transact.ts';
import type { Connection } from '../account.ts';
import { findConnectionById, listConnectionsOf } from './queries.ts';
import { refreshStanding } from './refresh-standing.ts';
import { deauthorizeAccount } from './stripe-client.ts';

/**
 * Tells Stripe and forgets the connection: `waiting` where payments or refunds are on their way, whose end nobody could learn afterwards.
 * At Stripe the account is let go with the last organizer that uses it. Outside any transaction.
 * @throws Unavailable where Stripe does not answer, Invalid where it refuses: the connection stays, and takes nothing
 */
export async function finishDisconnect(ctx: Ctx, connectionId: string): Promise<'done' | 'waiting'> {
  const connection = await findConnectionById(ctx, connectionId);
  if (!connection || connection.lettingGoAt === null) return 'done';
  const told = await tellStripe(ctx, connection);
  if (told === 'waiting') return 'waiting';
  await transact(ctx, async ({ db }) => void (await db.deleteFrom('stripeAccounts').where('id', '=', connection.id).execute()));
  // Somebody may have connected it anew while it was being let go: then that connection is void as well, and has to say so.
  if (told === 'told' && connection.account !== null) await refreshStanding(ctx, connection.account);
  return 'done';
}

async function tellStripe(ctx: Ctx, { id, account, live }: Connection): Promise<'told' | 'nothing-to-tell' | 'waiting'> {
  const { stripe } = getRuntime().config;
  // Nothing to say it with: who cannot be named, who belongs to other keys, and an installation without a client id.
  if (!stripe || account === null || live !== stripe.live || stripe.clientId === '') return 'nothing-to-tell';
  const others = (await listConnectionsOf(ctx, account)).filter((one) => one.id !== id);
  if (others.length > 0) return 'nothing-to-tell';
  const { payments, refunds } = await findOnItsWay(ctx, { provider: 'stripe', account });
  if (payments + refunds > 0) return 'waiting';
  await deauthorizeAccount(stripe, account);
  return 'told';
}
