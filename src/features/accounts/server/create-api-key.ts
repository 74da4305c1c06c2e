/** A key with which programs act for their owner. */
import { randomBytes } from 'node:crypto';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { hashSecret } from './queries.ts';

/** Makes a key; it is told this once, what is stored tells nobody. @throws Forbidden for who has no account, Invalid for a key without a name */
export async function createApiKey(ctx: Ctx, input: { name: string; expiresAt?: Instant | null }): Promise<{ id: number; key: string }> {
  if (ctx.actor.kind !== 'user') throw new Forbidden('Sign in to make a key');
  const name = input.name.trim();
  if (!name || name.length > 100) throw new Invalid('A key needs a name', [{ where: 'name', message: 'Say what the key is for, in at most 100 characters' }]);
  const key = `foyer_${randomBytes(24).toString('base64url')}`;
  const { userId } = ctx.actor;
  return transact(ctx, async (ctx) => {
    const { id } = await ctx.db
      .insertInto('apiKeys')
      .values({ userId, name, keyHash: hashSecret(key), prefix: key.slice(0, 10), expiresAt: input.expiresAt ? new Date(input.expiresAt) : null })
      .returning('id')
      .executeTakeFirstOrThrow();
    await writeAuditEntry(ctx, { organizerId: null, action: 'api-key.create', subject: `API key ${name}` });
    return { id, key };
  });
}
