/** Telling people what changed about how they sign in, so that they notice what they did not do. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { postAccountMail } from './mails.ts';
import { requirePerson } from './policy.ts';

export type SecurityChange = 'second-factor-on' | 'second-factor-off' | 'passkey-added';

/** Mails the actor, and leaves an entry in the record. */
export async function postSecurityNote(ctx: Ctx, change: SecurityChange): Promise<void> {
  const { userId } = requirePerson(ctx);
  await transact(ctx, async (ctx) => {
    const { name, email, locale } = await ctx.db
      .selectFrom('users')
      .select(['name', 'email', 'locale'])
      .where('id', '=', userId)
      .executeTakeFirstOrThrow();
    await postAccountMail(ctx, { email, locale: locale || ctx.locale }, { kind: change }, { name });
    await writeAuditEntry(ctx, { organizerId: null, action: `account.${change}`, subject: `account ${userId}` });
  });
}
