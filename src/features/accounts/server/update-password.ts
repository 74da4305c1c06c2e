/** A new password. Every other session of the account ends with it. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { claimAddress } from './accept-sign-in-link.ts';
import { hashPassword } from './auth.ts';
import { checkOwnPassword } from './check-password.ts';
import { forgetLinks, takeToken } from './keep-token.ts';
import { postAccountMail } from './mails.ts';
import { limitTries, requirePerson, words } from './policy.ts';
import { endSessions } from './revoke-session.ts';

/**
 * Changes the actor's own password, or sets the first one. `keep` is the token of the session that stays.
 * @throws Invalid for a wrong current password; TooMany
 */
export async function updatePassword(ctx: Ctx, input: { current: string; password: string; keep: string | undefined }): Promise<void> {
  const { userId } = requirePerson(ctx);
  await checkOwnPassword(ctx, input.current);
  const hash = await hashPassword(input.password);
  await transact(ctx, async (ctx) => {
    await writePassword(ctx, userId, hash);
    await endSessions(ctx, userId, input.keep);
    await writeAuditEntry(ctx, { organizerId: null, action: 'account.password', subject: `account ${userId}` });
  });
}

/**
 * Sets the password of whom a mailed link belongs to; all sessions end. The second factor stays.
 * @throws Conflict (`link_used`) for a link that is unknown, used or too old; TooMany
 */
export async function resetPassword(ctx: Ctx, input: { token: string; password: string; address: string }): Promise<{ userId: string }> {
  await limitTries(ctx, 'token', { address: input.address });
  const hash = await hashPassword(input.password);
  return transact(ctx, async (ctx) => {
    const kept = await takeToken(ctx, 'reset-password', input.token);
    const user = kept?.userId ? await ctx.db.selectFrom('users').select(['id', 'emailVerified']).where('id', '=', kept.userId).executeTakeFirst() : undefined;
    if (!user) throw new Conflict(words(ctx)('account.problem.linkUsed'), 'link_used');
    if (!user.emailVerified) await claimAddress(ctx, user.id);
    await writePassword(ctx, user.id, hash);
    await endSessions(ctx, user.id);
    await writeAuditEntry(ctx, { organizerId: null, action: 'account.password', subject: `account ${user.id}` });
    return { userId: user.id };
  });
}

async function writePassword(ctx: Ctx, userId: string, password: string): Promise<void> {
  const now = new Date(ctx.now);
  const updated = await ctx.db.updateTable('authAccounts').set({ password, updatedAt: now }).where('userId', '=', userId).where('providerId', '=', 'credential').executeTakeFirst();
  if (updated.numUpdatedRows === 0n) await ctx.db.insertInto('authAccounts').values({ userId, accountId: userId, providerId: 'credential', password }).execute();
  // Links that were asked for before the change, by whomever, let nobody in after it.
  await forgetLinks(ctx, userId);
  const user = await ctx.db.selectFrom('users').select(['name', 'email', 'locale']).where('id', '=', userId).executeTakeFirstOrThrow();
  await postAccountMail(ctx, { email: user.email, locale: user.locale || ctx.locale }, { kind: 'password-changed' }, { name: user.name });
}
