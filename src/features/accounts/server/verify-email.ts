/** The address of an account: a new one counts once its owner has followed the link that was sent there. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { checkOwnPassword } from './check-password.ts';
import { normalEmail } from './inputs.ts';
import { findToken, forgetLinks, storeToken, takeToken } from './store-token.ts';
import { postAccountMail } from './mails.ts';
import { limitAttempts, requirePerson, words } from './policy.ts';
import { endSessions } from './revoke-session.ts';

/**
 * Sends a link to `email` that makes it the actor's address. The owner of an address with an account of its own is told
 * instead; the actor learns nothing of it. With the present address: sends it anew to who has not confirmed it yet.
 * @throws Invalid for a wrong password; TooMany
 */
export async function requestEmail(
  ctx: Ctx,
  input: { email: string; current: string; url: string; address: string },
): Promise<void> {
  const actor = requirePerson(ctx);
  const email = normalEmail(input.email);
  if (email !== actor.email) await checkOwnPassword(ctx, input.current);
  await limitAttempts(ctx, 'mail', { address: input.address, account: email });
  await transact(ctx, async (ctx) => {
    const known = await ctx.db
      .selectFrom('users')
      .select(['id', 'name', 'locale'])
      .where('email', '=', email)
      .executeTakeFirst();
    const token = await storeToken(ctx, 'confirm-email', { userId: actor.userId, email });
    if (known && known.id !== actor.userId)
      return postAccountMail(
        ctx,
        { email, locale: known.locale || ctx.locale },
        { kind: 'address-known', href: `${input.url}/sign-in` },
        { name: known.name },
      );
    return postAccountMail(
      ctx,
      { email, locale: ctx.locale },
      { kind: 'change-email', href: `${input.url}/confirm-email?token=${token}` },
      { name: actor.name, email },
    );
  });
}

/** The address that a link would confirm, for the page that asks; undefined for a link that is worth nothing. */
export async function findAwaitedEmail(ctx: Ctx, token: string): Promise<string | undefined> {
  return (await findToken(ctx, 'confirm-email', token))?.email;
}

/**
 * Makes the address that the link was sent to the account's own. The former one is told, and all sessions end but the
 * one with the token `keep`. Only for who is signed in to that account: else whoever follows a link that somebody else
 * asked for would give that account their address.
 * @throws Conflict (`link_used`) for a link that is unknown, used or too old, and where the address has an account by
 * now, (`other_account`) for everybody but the account's owner; TooMany
 */
export async function confirmEmail(
  ctx: Ctx,
  input: { token: string; keep: string | undefined; address: string },
): Promise<{ email: string }> {
  await limitAttempts(ctx, 'token', { address: input.address });
  return transact(ctx, async (ctx) => {
    const kept = await takeToken(ctx, 'confirm-email', input.token);
    const user =
      kept &&
      (await ctx.db
        .selectFrom('users')
        .select(['id', 'name', 'email', 'locale'])
        .where('id', '=', kept.userId)
        .forUpdate()
        .executeTakeFirst());
    const other =
      kept &&
      (await ctx.db
        .selectFrom('users')
        .select('id')
        .where('email', '=', kept.email)
        .where('id', '!=', kept.userId)
        .executeTakeFirst());
    if (!kept || !user || other) throw new Conflict(words(ctx)('account.problem.linkUsed'), 'link_used');
    if (ctx.actor.kind !== 'user' || ctx.actor.userId !== user.id)
      throw new Conflict(words(ctx)('account.problem.otherAccount'), 'other_account');
    await ctx.db
      .updateTable('users')
      .set({ email: kept.email, emailVerified: true, updatedAt: new Date(ctx.now) })
      .where('id', '=', user.id)
      .execute();
    if (user.email !== kept.email) {
      await endSessions(ctx, user.id, input.keep);
      // Nor do links open anything that still lie in the mail of the former address.
      await forgetLinks(ctx, user.id);
      await postAccountMail(
        ctx,
        { email: user.email, locale: user.locale || ctx.locale },
        { kind: 'email-changed' },
        { name: user.name, email: kept.email },
      );
      await writeAuditEntry(ctx, { organizerId: null, action: 'account.email', subject: `account ${user.id}` });
    }
    return { email: kept.email };
  });
}
