/** Reading accounts. */
import { createHash } from 'node:crypto';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';

/** The first administrator, and whether somebody signed in as one yet. */
export async function findFirstAdministrator(ctx: Ctx): Promise<{ email: string; hasSignedIn: boolean } | undefined> {
  const row = await ctx.db
    .selectFrom('users')
    .select((eb) => [
      'email',
      eb.exists(eb.selectFrom('authSessions').select('authSessions.id').whereRef('authSessions.userId', '=', 'users.id')).as('hasSignedIn'),
    ])
    .where('administrator', '=', true)
    .orderBy('createdAt')
    .executeTakeFirst();
  return row ? { email: row.email, hasSignedIn: Boolean(row.hasSignedIn) } : undefined;
}

/** The owner of an API key that is in force; undefined for every other text. Notes that the key was used, at most once a minute. */
export async function findActorByApiKey(ctx: Ctx, key: string): Promise<Actor | undefined> {
  const now = timestamp(ctx.now);
  const row = await ctx.db
    .selectFrom('apiKeys')
    .innerJoin('users', 'users.id', 'apiKeys.userId')
    .select(['apiKeys.id', 'apiKeys.lastUsedAt', 'users.id as userId', 'users.name', 'users.email', 'users.administrator', 'users.twoFactorEnabled'])
    .where('apiKeys.keyHash', '=', hashSecret(key))
    .where((eb) => eb.or([eb('apiKeys.expiresAt', 'is', null), eb('apiKeys.expiresAt', '>', now)]))
    .executeTakeFirst();
  if (!row) return undefined;
  if ((row.lastUsedAt ?? 0) < ctx.now - 60_000) await ctx.db.updateTable('apiKeys').set({ lastUsedAt: new Date(ctx.now) }).where('id', '=', row.id).execute();
  const { userId, name, email, administrator, twoFactorEnabled } = row;
  return { kind: 'user', userId, name, email, administrator, strong: twoFactorEnabled };
}

/** What is stored of a secret that only its bearer knows: SHA-256 in hexadecimal. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
