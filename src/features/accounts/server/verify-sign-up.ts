/** Confirming the address of a sign-up: the account comes into being. */
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { verifyPassword } from './auth.ts';
import { findToken, type Kept, takeToken } from './store-token.ts';
import { limitAttempts, refuse, words } from './policy.ts';
import { hashSecret } from './queries.ts';

/**
 * Makes the account, for who has the link and knows the password that was chosen with it, or opens the link in the
 * browser in which it was chosen: whoever signed somebody else up with a password of their own gains nothing by the
 * other following the link.
 * @throws Conflict (`link_used`) for a link that is unknown, used or too old, Invalid for another password, TooMany
 */
export async function verifySignUp(
  ctx: Ctx,
  input: { token: string; password: string; browser?: string | undefined; address: string },
): Promise<{ userId: string; next: string }> {
  await limitAttempts(ctx, 'token', { address: input.address, account: hashSecret(input.token) });
  const asked = await findToken(ctx, 'sign-up', input.token);
  if (!asked) throw new Conflict(words(ctx)('account.problem.linkUsed'), 'link_used');
  const isSame = isSameBrowser(asked, input.browser);
  if (!isSame && !(await verifyPassword({ hash: asked.passwordHash, password: input.password })))
    refuse(ctx, 'password', 'passwordChosen', 'wrong_password');
  return transact(ctx, async (ctx) => {
    const taken = await takeToken(ctx, 'sign-up', input.token);
    const { name, email, passwordHash, locale, next } = asked;
    const made =
      taken &&
      (await ctx.db
        .insertInto('users')
        .values({ name, email, emailVerified: true, locale })
        .onConflict((known) => known.column('email').doNothing())
        .returning('id')
        .executeTakeFirst());
    if (!made) throw new Conflict(words(ctx)('account.problem.linkUsed'), 'link_used');
    await ctx.db
      .insertInto('authAccounts')
      .values({ userId: made.id, accountId: made.id, providerId: 'credential', password: passwordHash })
      .execute();
    return { userId: made.id, next };
  });
}

/** Whether the page that chose the password was open in the browser that holds the secret `browser`. */
export function isSameBrowser(asked: Kept['sign-up'], browser: string | undefined): boolean {
  return Boolean(browser) && asked.browserHash === hashSecret(browser as string);
}
