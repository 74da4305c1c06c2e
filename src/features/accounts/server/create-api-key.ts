/** A key with which programs act for their owner. */
import { randomBytes } from 'node:crypto';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { postAccountMail } from './mails.ts';
import { requireProof } from './policy.ts';
import { hashSecret } from './queries.ts';

/**
 * Makes a key and tells its owner by mail; it is told this once, what is stored tells nobody.
 * @throws Forbidden for who has no account, and (`prove_first`) where the session has not proved of late who uses it;
 * Invalid for a key without a name
 */
export async function createApiKey(
  ctx: Ctx,
  input: { name: string; expiresAt?: Instant | null },
): Promise<{ id: number; key: string }> {
  const { userId } = requireProof(ctx);
  const name = input.name.trim();
  if (!name || name.length > 100) throw new Invalid('invalid.key_name', [problem('name', 'field.key_name')]);
  const key = `foyer_${randomBytes(24).toString('base64url')}`;
  return transact(ctx, async (ctx) => {
    const { id } = await ctx.db
      .insertInto('apiKeys')
      .values({
        userId,
        name,
        keyHash: hashSecret(key),
        prefix: key.slice(0, 10),
        expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const owner = await ctx.db
      .selectFrom('users')
      .select(['name', 'email', 'locale'])
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    await postAccountMail(
      ctx,
      { email: owner.email, locale: owner.locale || ctx.locale },
      { kind: 'api-key-added' },
      { name: owner.name, key: name },
    );
    await writeAuditEntry(ctx, { organizerId: null, action: 'api-key.create', subject: `API key ${name}` });
    return { id, key };
  });
}
