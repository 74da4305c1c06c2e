/** A new password. Every other session of the account ends with it, and on a reset whatever else lets somebody in. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { Conflict } from '#platform/errors.ts';
import type { Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { claimAddress } from './accept-sign-in-link.ts';
import { hashPassword } from './auth.ts';
import { checkOwnPassword } from './check-password.ts';
import { checkNewPassword } from './check-new-password.ts';
import { listWaysIn } from './connect-identity.ts';
import { findToken, forgetLinks, takeToken } from './store-token.ts';
import { postAccountMail } from './mails.ts';
import { limitAttempts, requirePerson, words } from './policy.ts';
import { endSessions } from './revoke-session.ts';

/**
 * Changes the actor's own password, or sets the first one. `keep` is the token of the session that stays.
 * @throws Invalid for a wrong current password; TooMany
 */
export async function updatePassword(
  ctx: Ctx,
  input: { current: string; password: string; keep: string | undefined; url?: string },
): Promise<void> {
  const { userId, name, email } = requirePerson(ctx);
  await checkOwnPassword(ctx, input.current);
  checkNewPassword(ctx, input.password, { name, email, ...(input.url ? { url: input.url } : {}) });
  const hash = await hashPassword(input.password);
  await transact(ctx, async (ctx) => {
    await writePassword(ctx, userId, hash);
    await endSessions(ctx, userId, input.keep);
    await writeAuditEntry(ctx, { organizerId: null, action: 'account.password', subject: `account ${userId}` });
  });
}

/** What lets somebody into an account besides its password and its second factor. */
export type Access = {
  sessions: number;
  passkeys: { name: string; createdAt: Instant }[];
  apiKeys: { name: string; prefix: string; createdAt: Instant }[];
  services: string[];
};

/** What lets somebody into the account that such a link is for; undefined for a link that is worth nothing. */
export async function findResetAccess(ctx: Ctx, token: string): Promise<Access | undefined> {
  const userId = (await findToken(ctx, 'reset-password', token))?.userId;
  if (!userId) return undefined;
  const { db, now } = ctx;
  const sessions = await db
    .selectFrom('authSessions')
    .select('id')
    .where('userId', '=', userId)
    .where('expiresAt', '>', timestamp(now))
    .execute();
  const passkeys = await db
    .selectFrom('passkeys')
    .select(['name', 'createdAt'])
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .execute();
  const apiKeys = await db
    .selectFrom('apiKeys')
    .select(['name', 'prefix', 'createdAt'])
    .where('userId', '=', userId)
    .orderBy('id')
    .execute();
  const { identities } = await listWaysIn(ctx, userId);
  return {
    sessions: sessions.length,
    passkeys: passkeys.map((row) => ({ ...row, name: row.name ?? '' })),
    apiKeys,
    services: identities.map(({ provider }) => provider),
  };
}

export type Reset = {
  token: string;
  password: string;
  address: string;
  url?: string;
  /** What stays, where its owner says so: an intruder may have added it. */
  keepPasskeys?: boolean;
  keepKeys?: boolean;
  keepServices?: boolean;
};

/**
 * Sets the password of whom a mailed link belongs to. All sessions end, and so do passkeys, API keys and connected
 * services unless they are to stay. The second factor stays.
 * @throws Conflict (`link_used`) for a link that is unknown, used or too old; Invalid (`weak_password`), which leaves
 * the link good; TooMany
 */
export async function resetPassword(ctx: Ctx, input: Reset): Promise<{ userId: string }> {
  await limitAttempts(ctx, 'token', { address: input.address });
  const asked = (await findToken(ctx, 'reset-password', input.token))?.userId;
  const owner = asked
    ? await ctx.db.selectFrom('users').select(['name', 'email']).where('id', '=', asked).executeTakeFirst()
    : undefined;
  if (owner) checkNewPassword(ctx, input.password, { ...owner, ...(input.url ? { url: input.url } : {}) });
  const hash = await hashPassword(input.password);
  return transact(ctx, async (ctx) => {
    const kept = await takeToken(ctx, 'reset-password', input.token);
    const user = kept?.userId
      ? await ctx.db
          .selectFrom('users')
          .select(['id', 'emailVerified'])
          .where('id', '=', kept.userId)
          .executeTakeFirst()
      : undefined;
    if (!user) throw new Conflict(words(ctx)('account.problem.linkUsed'), 'link_used');
    if (!user.emailVerified) await claimAddress(ctx, user.id);
    await writePassword(ctx, user.id, hash);
    await endSessions(ctx, user.id);
    await endAccess(ctx, user.id, input);
    await writeAuditEntry(ctx, { organizerId: null, action: 'account.password', subject: `account ${user.id}` });
    return { userId: user.id };
  });
}

async function endAccess({ db }: Ctx, userId: string, { keepPasskeys, keepKeys, keepServices }: Reset): Promise<void> {
  if (!keepPasskeys) await db.deleteFrom('passkeys').where('userId', '=', userId).execute();
  if (!keepKeys) await db.deleteFrom('apiKeys').where('userId', '=', userId).execute();
  if (!keepServices)
    await db.deleteFrom('authAccounts').where('userId', '=', userId).where('providerId', '!=', 'credential').execute();
}

async function writePassword(ctx: Ctx, userId: string, password: string): Promise<void> {
  const now = new Date(ctx.now);
  const updated = await ctx.db
    .updateTable('authAccounts')
    .set({ password, updatedAt: now })
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n)
    await ctx.db
      .insertInto('authAccounts')
      .values({ userId, accountId: userId, providerId: 'credential', password })
      .execute();
  await ctx.db.updateTable('users').set({ weakPassword: false }).where('id', '=', userId).execute();
  // Links that were asked for before the change, by whomever, let nobody in after it.
  await forgetLinks(ctx, userId);
  const user = await ctx.db
    .selectFrom('users')
    .select(['name', 'email', 'locale'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  await postAccountMail(
    ctx,
    { email: user.email, locale: user.locale || ctx.locale },
    { kind: 'password-changed' },
    { name: user.name },
  );
}
