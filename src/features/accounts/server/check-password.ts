/** Whether a password is somebody's. */
import type { Ctx } from '#platform/ctx.ts';
import { Invalid } from '#platform/errors.ts';
import { forgiveRate } from '#platform/rate-limit.ts';
import { hashPassword, verifyPassword } from './auth.ts';
import { normalEmail } from './inputs.ts';
import { accountKey, limitTries, refuse, requirePerson, words } from './policy.ts';

/** What unknown addresses are held against, so that their answer takes as long. */
let nobodysHash: Promise<string> | undefined;

/**
 * The person with that e-mail address and password. `address` is the client's.
 * @throws Invalid, the same for an unknown address, one without a password and a wrong password; TooMany
 */
export async function checkPassword(ctx: Ctx, input: { email: string; password: string; address: string }): Promise<{ userId: string }> {
  const email = normalEmail(input.email);
  await limitTries(ctx, 'sign-in', { address: input.address, account: email });
  const known = await ctx.db
    .selectFrom('users as u')
    .innerJoin('authAccounts as a', (join) => join.onRef('a.userId', '=', 'u.id').on('a.providerId', '=', 'credential'))
    .select(['u.id', 'a.password'])
    .where('u.email', '=', email)
    .executeTakeFirst();
  nobodysHash ??= hashPassword('nobody has this password');
  const isRight = await verifyPassword({ hash: known?.password ?? (await nobodysHash), password: input.password });
  if (!known?.password || !isRight) throw new Invalid(words(ctx)('account.problem.noMatch'), [], 'no_match');
  await forgiveRate(ctx, accountKey('sign-in', email));
  return { userId: known.id };
}

/** Holds the actor's own password against `password`, before anything that could lock its owner out; without one nothing is asked. @throws Invalid, TooMany */
export async function checkOwnPassword(ctx: Ctx, password: string): Promise<void> {
  const { userId } = requirePerson(ctx);
  const row = await ctx.db.selectFrom('authAccounts').select('password').where('userId', '=', userId).where('providerId', '=', 'credential').executeTakeFirst();
  if (!row?.password) return;
  await limitTries(ctx, 'password', { account: userId });
  if (!(await verifyPassword({ hash: row.password, password }))) refuse(ctx, 'current', 'wrongPassword', 'wrong_password');
  await forgiveRate(ctx, accountKey('password', userId));
}
