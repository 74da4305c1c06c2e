/**
 * Asking for an account. It comes into being when the address is confirmed, so that nobody takes one with somebody
 * else's address.
 */
import { randomBytes } from 'node:crypto';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { safePath } from '../next-path.ts';
import { hashPassword } from './auth.ts';
import { checkNewPassword } from './check-new-password.ts';
import { mayRegister } from './check-registration.ts';
import { normalEmail } from './inputs.ts';
import { storeToken } from './store-token.ts';
import { postAccountMail } from './mails.ts';
import { limitAttempts } from './policy.ts';
import { hashSecret } from './queries.ts';

export type SignUp = {
  name: string;
  email: string;
  password: string;
  /** Where the person wanted to go. */
  next?: string;
  /** Public base URL, for links. */
  url: string;
  /** Client address, for the limit. */
  address: string;
};

/**
 * Sends a link that makes the account, or tells the owner of a known address that somebody tried. The caller learns
 * neither, and waits as long. Where only invited people make accounts, others are told so by mail. `browser` is for a
 * cookie: in that browser the link is enough.
 * @throws TooMany, Invalid (`weak_password`)
 */
export async function signUp(ctx: Ctx, input: SignUp): Promise<{ browser: string }> {
  const email = normalEmail(input.email);
  await limitAttempts(ctx, 'sign-up', { address: input.address, account: email });
  checkNewPassword(ctx, input.password, { name: input.name, email, url: input.url });
  const passwordHash = await hashPassword(input.password);
  const next = safePath(input.next, '');
  const browser = randomBytes(32).toString('base64url');
  await transact(ctx, async (ctx) => {
    const known = await ctx.db
      .selectFrom('users')
      .select(['name', 'locale'])
      .where('email', '=', email)
      .executeTakeFirst();
    // Kept in either case: the work, and so the time, is the same.
    const token = await storeToken(ctx, 'sign-up', {
      name: input.name,
      email,
      passwordHash,
      locale: ctx.locale,
      next,
      browserHash: hashSecret(browser),
    });
    if (known)
      return postAccountMail(
        ctx,
        { email, locale: known.locale || ctx.locale },
        { kind: 'address-known', href: `${input.url}/sign-in?email=${encodeURIComponent(email)}` },
        { name: known.name },
      );
    if (!(await mayRegister(ctx, email)))
      return postAccountMail(ctx, { email, locale: ctx.locale }, { kind: 'not-invited' }, { email });
    return postAccountMail(
      ctx,
      { email, locale: ctx.locale },
      { kind: 'verify-email', href: `${input.url}/sign-up/confirm?token=${token}` },
      { name: input.name },
    );
  });
  return { browser };
}
