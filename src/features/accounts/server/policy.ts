/** Who may act on an account: its owner. And how often what can be guessed may be tried. */
import { createHash } from 'node:crypto';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid } from '#platform/errors.ts';
import { type Locale, type Translate, translator } from '#platform/i18n/translate.ts';
import { limitRate, networkOf, type RateLimit, TooMany } from '#platform/rate-limit.ts';

export type Person = Extract<Actor, { kind: 'user' }>;

/** The signed-in person. @throws Forbidden for anybody else */
export function requirePerson(ctx: Ctx): Person {
  if (ctx.actor.kind !== 'user') throw new Forbidden(words(ctx)('account.problem.signIn'));
  return ctx.actor;
}

/** The house's words in the language of the reader. */
export function words(ctx: Ctx): Translate {
  return translator(ctx.locale as Locale);
}

/** @throws Invalid about that one field, in the reader's language */
export function refuse(ctx: Ctx, where: string, key: string, code = 'invalid'): never {
  const message = words(ctx)(`account.problem.${key}`);
  throw new Invalid(message, [{ where, message }], code);
}

const HOUR = 3600;

/** By client address, and by whom it is about: an address shared by many must not lock them out, one account must not be tried from many. */
const LIMITS: Record<string, { address: RateLimit; account: RateLimit }> = {
  'sign-in': { address: { tries: 60, seconds: HOUR }, account: { tries: 10, seconds: HOUR / 4 } },
  'sign-up': { address: { tries: 30, seconds: HOUR }, account: { tries: 5, seconds: HOUR } },
  mail: { address: { tries: 30, seconds: HOUR }, account: { tries: 5, seconds: HOUR } },
  token: { address: { tries: 60, seconds: HOUR }, account: { tries: 10, seconds: HOUR } },
  code: { address: { tries: 60, seconds: HOUR }, account: { tries: 10, seconds: HOUR / 4 } },
  password: { address: { tries: 60, seconds: HOUR }, account: { tries: 10, seconds: HOUR / 4 } },
};

/** Counts one try at `what` by that client address, about that account (an e-mail address or a user's id). @throws TooMany in the reader's language */
export async function limitTries(ctx: Ctx, what: keyof typeof LIMITS, { address, account }: { address?: string; account?: string }): Promise<void> {
  const limits = LIMITS[what] as { address: RateLimit; account: RateLimit };
  try {
    if (address) await limitRate(ctx, `${what}:ip:${networkOf(address)}`, limits.address);
    if (account) await limitRate(ctx, accountKey(what, account), limits.account);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    throw new TooMany(words(ctx)('account.problem.tooMany', { count: Math.max(1, Math.ceil(error.retryAfter / 60)) }), error.retryAfter);
  }
}

/** A code of an authenticator app counts for two of its half minutes, and a little for clocks that differ. */
const CODE_LIFE: RateLimit = { tries: 1, seconds: 120 };

/** Lets a code sign in once, whoever looked over the shoulder (RFC 6238, section 5.2). @throws Invalid about the code */
export async function spendCode(ctx: Ctx, account: string, code: string): Promise<void> {
  try {
    await limitRate(ctx, `code-spent:${account}:${createHash('sha256').update(code).digest('hex')}`, CODE_LIFE);
  } catch (error) {
    if (error instanceof TooMany) refuse(ctx, 'code', 'codeSpent', 'code_spent');
    throw error;
  }
}

/** The key under which tries at an account are counted, for forgiving them. */
export function accountKey(what: keyof typeof LIMITS, account: string): string {
  return `${what}:account:${account.toLowerCase()}`;
}
