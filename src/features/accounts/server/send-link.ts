/** Links that let somebody in who has no password at hand: once, within the hour. */
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { safePath } from '../next-path.ts';
import { normalEmail } from './inputs.ts';
import { storeToken } from './store-token.ts';
import { postAccountMail } from './mails.ts';
import { limitAttempts } from './policy.ts';

export type LinkInput = { email: string; next?: string; url: string; address: string };

/** Mails a sign-in link. Who has no account is told so by mail; the caller learns nothing of it. @throws TooMany */
export async function sendSignInLink(ctx: Ctx, input: LinkInput): Promise<void> {
  const next = safePath(input.next, '');
  await sendTo(ctx, input, async (ctx, user) => {
    const token = await storeToken(ctx, 'magic-link', { userId: user?.id ?? '', next });
    return user && { kind: 'magic-link', href: `${input.url}/sign-in/link?token=${token}` };
  });
}

/** Mails a link to a page on which a new password is chosen; otherwise the same. @throws TooMany */
export async function sendPasswordReset(ctx: Ctx, input: LinkInput): Promise<void> {
  await sendTo(ctx, input, async (ctx, user) => {
    const token = await storeToken(ctx, 'reset-password', { userId: user?.id ?? '' });
    return user && { kind: 'reset-password', href: `${input.url}/reset-password?token=${token}` };
  });
}

type Known = { id: string; name: string; locale: string } | undefined;
type Letter = { kind: 'magic-link' | 'reset-password'; href: string } | undefined;

async function sendTo(ctx: Ctx, input: LinkInput, write: (ctx: Ctx, user: Known) => Promise<Letter>): Promise<void> {
  const email = normalEmail(input.email);
  await limitAttempts(ctx, 'mail', { address: input.address, account: email });
  await transact(ctx, async (ctx) => {
    const user = await ctx.db
      .selectFrom('users')
      .select(['id', 'name', 'locale'])
      .where('email', '=', email)
      .executeTakeFirst();
    const letter = (await write(ctx, user)) ?? {
      kind: 'address-unknown' as const,
      href: `${input.url}/sign-up?email=${encodeURIComponent(email)}`,
    };
    await postAccountMail(ctx, { email, locale: user?.locale || ctx.locale }, letter, {
      name: user?.name ?? '',
      email,
    });
  });
}
