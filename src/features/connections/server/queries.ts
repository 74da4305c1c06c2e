/** Reading connections. */
import { hashSecret } from '#features/accounts/server/queries.ts';
import { listWaysIn } from '#features/accounts/server/connect-identity.ts';
import type { Config } from '#platform/config.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { Forbidden } from '#platform/errors.ts';
import type { Profile, Provider } from '../connection.ts';
import { listProviders } from './find-provider.ts';

/**
 * `email` is the address that was given, or the one that the service names but has not verified; `sent`: something went
 * there.
 */
export type Pending = { id: string; handle: string; name: string; email: string; sent: boolean };

/** Who waits in this browser to prove an address; undefined for nobody, and once it took too long. */
export async function findPending(
  ctx: Ctx,
  provider: Provider,
  browser: string | undefined,
): Promise<Pending | undefined> {
  if (!browser) return undefined;
  const row = await ctx.db
    .selectFrom('pendingIdentities')
    .select(['id', 'profile', 'email'])
    .where('browserHash', '=', hashSecret(browser))
    .where('provider', '=', provider.id)
    .where('expiresAt', '>', timestamp(ctx.now))
    .executeTakeFirst();
  if (!row) return undefined;
  const { handle, name, email } = row.profile as unknown as Profile;
  return { id: row.id, handle, name, email: row.email || email, sent: row.email !== '' };
}

/** Whether the actor's account is connected with that service. */
export async function isConnected(ctx: Ctx, provider: Provider): Promise<boolean> {
  if (ctx.actor.kind !== 'user') return false;
  const { identities } = await listWaysIn(ctx, ctx.actor.userId);
  return identities.some((one) => one.provider === provider.id);
}

/** `since` is null where the service is not connected. */
export type Connection = { id: string; name: string; since: number | null; canGo: boolean };

/**
 * The services of this installation, and which of them are connected to the actor's account.
 * @throws Forbidden for nobody
 */
export async function listConnections(ctx: Ctx, config: Pick<Config, 'signIn'>): Promise<Connection[]> {
  if (ctx.actor.kind !== 'user') throw new Forbidden('forbidden.sign_in');
  const { password, passkeys, identities } = await listWaysIn(ctx, ctx.actor.userId);
  const canGo = password || passkeys > 0 || identities.length > 1;
  const since = new Map(identities.map((one) => [one.provider, one.since]));
  const offered = listProviders(config).map(({ id, name }) => ({
    id: id as string,
    name,
    since: since.get(id) ?? null,
    canGo,
  }));
  // What was connected before its settings were taken away can still be let go.
  const former = identities.filter(({ provider }) => !offered.some(({ id }) => id === provider));
  return [...offered, ...former.map((one) => ({ id: one.provider, name: one.provider, since: one.since, canGo }))];
}
