/** Telling people what changed about how they sign in, so that they notice what they did not do. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { postAccountMail } from './mails.ts';
import { requirePerson } from './policy.ts';

export type SecurityChange = 'second-factor-on' | 'second-factor-off' | 'passkey-added';

/** Mails the actor that they made an API key of that name. */
export async function postKeyNote(ctx: Ctx, key: string): Promise<void> {
  const { name, email, locale } = await findReader(ctx);
  await postAccountMail(ctx, { email, locale }, { kind: 'api-key-added' }, { name, key });
}

/** The actor, and the language of their mails. */
async function findReader(ctx: Ctx): Promise<{ name: string; email: string; locale: string }> {
  const { userId } = requirePerson(ctx);
  const { name, email, locale } = await ctx.db
    .selectFrom('users')
    .select(['name', 'email', 'locale'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return { name, email, locale: locale || ctx.locale };
}

/** Mails the actor, and leaves an entry in the record. */
export async function postSecurityNote(ctx: Ctx, change: SecurityChange): Promise<void> {
  const { userId } = requirePerson(ctx);
  await transact(ctx, async (ctx) => {
    const { name, email, locale } = await findReader(ctx);
    await postAccountMail(ctx, { email, locale }, { kind: change }, { name });
    await writeAuditEntry(ctx, { organizerId: null, action: `account.${change}`, subject: `account ${userId}` });
  });
}
