/** Whether a password is somebody's. */
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { forgiveRate } from '#platform/rate-limit.ts';
import { hashPassword, verifyPassword } from './auth.ts';
import { normalEmail } from './inputs.ts';
import { findPasswordFault } from './check-new-password.ts';
import { accountKey, limitAttempts, refuse, requirePerson, requireProof, words } from './policy.ts';
import { recordRefusal } from './record-sign-in.ts';

/** What unknown addresses are held against, so that their answer takes as long. */
let nobodysHash: Promise<string> | undefined;

/**
 * The person with that e-mail address and password. `address` is the client's. A password that would not be taken today
 * is noted, so that its owner is asked for another.
 * @throws Invalid, the same for an unknown address, one without a password and a wrong password; TooMany
 */
export async function checkPassword(
  ctx: Ctx,
  input: { email: string; password: string; address: string; userAgent?: string },
): Promise<{ userId: string }> {
  const email = normalEmail(input.email);
  const known = await ctx.db
    .selectFrom('users as u')
    .leftJoin('authAccounts as a', (join) => join.onRef('a.userId', '=', 'u.id').on('a.providerId', '=', 'credential'))
    .select(['u.id', 'u.name', 'u.weakPassword', 'a.password'])
    .where('u.email', '=', email)
    .executeTakeFirst();
  const facts = { userId: known?.id, way: 'password', address: input.address, userAgent: input.userAgent ?? '' };
  await recordRefusal(ctx, facts, async () => {
    await limitAttempts(ctx, 'sign-in', { address: input.address, account: email });
    nobodysHash ??= hashPassword('nobody has this password');
    const isRight = await verifyPassword({ hash: known?.password ?? (await nobodysHash), password: input.password });
    if (!known?.password || !isRight) throw new Invalid(words(ctx)('account.problem.noMatch'), [], 'no_match');
  });
  if (!known) throw new TypeError('A password was right, and nobody has it');
  await forgiveRate(ctx, accountKey('sign-in', email, input.address));
  const isWeak = findPasswordFault(input.password, { name: known.name, email }) !== undefined;
  if (isWeak !== known.weakPassword)
    await ctx.db.updateTable('users').set({ weakPassword: isWeak }).where('id', '=', known.id).execute();
  return { userId: known.id };
}

/**
 * Holds the actor's own password against `password`, before anything that could lock its owner out. Who has none must
 * have proved of late, in another way, who they are.
 * @throws Invalid, TooMany; Forbidden (`prove_first`)
 */
export async function checkOwnPassword(ctx: Ctx, password: string): Promise<void> {
  const { userId } = requirePerson(ctx);
  const row = await ctx.db
    .selectFrom('authAccounts')
    .select('password')
    .where('userId', '=', userId)
    .where('providerId', '=', 'credential')
    .executeTakeFirst();
  if (!row?.password) {
    requireProof(ctx);
    return;
  }
  await limitAttempts(ctx, 'password', { account: userId });
  if (!(await verifyPassword({ hash: row.password, password })))
    refuse(ctx, 'current', 'wrongPassword', 'wrong_password');
  await forgiveRate(ctx, accountKey('password', userId));
}
