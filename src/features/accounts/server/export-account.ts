/** All that the house knows of a person, for that person. */
import type { Ctx } from '#platform/ctx.ts';
import { requirePerson } from './policy.ts';
import { getOwnAccount, listOwnApiKeys, listOwnMemberships, listOwnPasskeys, listOwnProviders, listOwnSessions } from './queries.ts';

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** Plain data, ready for JSON; instants are in ISO 8601. What would let a reader in is left out: hashes, tokens, secrets. */
export async function exportAccount(ctx: Ctx): Promise<Record<string, unknown>> {
  const { userId } = requirePerson(ctx);
  const { createdAt, ...account } = await getOwnAccount(ctx);
  const acts = await ctx.db.selectFrom('auditEntries').select(['at', 'action', 'subject']).where('actorId', '=', userId).orderBy('id').execute();
  const mails = await ctx.db.selectFrom('mails').select(['createdAt', 'kind', 'subject', 'state']).where('recipient', '=', account.email).orderBy('id').execute();
  return {
    exportedAt: iso(ctx.now),
    account: { id: userId, ...account, createdAt: iso(createdAt) },
    organizers: await listOwnMemberships(ctx),
    signInServices: await listOwnProviders(ctx),
    sessions: (await listOwnSessions(ctx, undefined)).map(({ id: _, isCurrent: __, ...session }) => ({ ...session, startedAt: iso(session.startedAt), lastUsedAt: iso(session.lastUsedAt) })),
    passkeys: (await listOwnPasskeys(ctx)).map(({ id: _, ...passkey }) => ({ ...passkey, createdAt: iso(passkey.createdAt) })),
    apiKeys: (await listOwnApiKeys(ctx)).map(({ id: _, isExpired: __, ...key }) => ({ ...key, createdAt: iso(key.createdAt), lastUsedAt: iso(key.lastUsedAt), expiresAt: iso(key.expiresAt) })),
    acts: acts.map((act) => ({ ...act, at: iso(act.at) })),
    mails: mails.map(({ createdAt: at, ...mail }) => ({ at: iso(at), ...mail })),
  };
}
