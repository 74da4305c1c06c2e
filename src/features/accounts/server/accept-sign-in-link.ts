/** Signing in by a mailed link. */
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { forgetLinks, takeToken } from './store-token.ts';
import { limitAttempts, words } from './policy.ts';

/**
 * Whom the link lets in, once. Its bearer reads the mail of that address, so the address is confirmed by it.
 * @throws Conflict (`link_used`) for a link that is unknown, used or too old; TooMany
 */
export async function acceptSignInLink(
  ctx: Ctx,
  input: { token: string; address: string },
): Promise<{ userId: string; next: string }> {
  await limitAttempts(ctx, 'token', { address: input.address });
  return transact(ctx, async (ctx) => {
    const kept = await takeToken(ctx, 'magic-link', input.token);
    const user = kept?.userId
      ? await ctx.db
          .selectFrom('users')
          .select(['id', 'emailVerified'])
          .where('id', '=', kept.userId)
          .executeTakeFirst()
      : undefined;
    if (!kept || !user) throw new Conflict(words(ctx)('account.problem.linkUsed'), 'link_used');
    if (!user.emailVerified) await claimAddress(ctx, user.id);
    return { userId: user.id, next: kept.next };
  });
}

/**
 * Gives an account whose address nobody had confirmed to who reads the mail of that address: all ways in that were set
 * up before, by whomever, end. Within the caller's transaction.
 */
export async function claimAddress(ctx: Ctx, userId: string): Promise<void> {
  await ctx.db.deleteFrom('authAccounts').where('userId', '=', userId).execute();
  await ctx.db.deleteFrom('authSessions').where('userId', '=', userId).execute();
  await ctx.db.deleteFrom('passkeys').where('userId', '=', userId).execute();
  await ctx.db.deleteFrom('twoFactors').where('userId', '=', userId).execute();
  await ctx.db.deleteFrom('apiKeys').where('userId', '=', userId).execute();
  await forgetLinks(ctx, userId);
  await ctx.db
    .updateTable('users')
    .set({ emailVerified: true, twoFactorEnabled: false })
    .where('id', '=', userId)
    .execute();
}
