/** Who may act on an account: its owner. And how often what can be guessed may be tried. */
import { createHash } from 'node:crypto';
import type { Actor, Ctx } from '#platform/ctx.ts';
import { Forbidden, Invalid } from '#platform/errors.ts';
import { type Locale, type Translate, translator, textKey } from '#platform/i18n/translate.ts';
import { isUuid } from '#platform/ids.ts';
import { limitRate, networkOf, type RateLimit, TooMany } from '#platform/rate-limit.ts';

export type Person = Extract<Actor, { kind: 'user' }>;

/** The signed-in person. @throws Forbidden for anybody else */
export function requirePerson(ctx: Ctx): Person {
  if (ctx.actor.kind !== 'user') throw new Forbidden(words(ctx)('account.problem.signIn'));
  return ctx.actor;
}

/** A proof of who somebody is counts for so long where a way into the account is added. */
const PROOF_MS = 10 * 60_000;

/**
 * Whether that session has proved of late who uses it: by signing in, or by a password or code since. `graceMs` is for
 * who was sent elsewhere meanwhile.
 */
export function isProven(actor: Actor, now: number, graceMs = 0): boolean {
  return actor.kind === 'user' && actor.provenAt !== undefined && actor.provenAt > now - PROOF_MS - graceMs;
}

/**
 * For what adds a way into an account, or would shut its owner out.
 * @throws Forbidden for nobody, and (`prove_first`) where the proof is too old
 */
export function requireProof(ctx: Ctx): Person {
  const person = requirePerson(ctx);
  if (!isProven(person, ctx.now)) throw new Forbidden(words(ctx)('account.problem.proveFirst'), 'prove_first');
  return person;
}

/** Foyer's words in the language of the reader. */
export function words(ctx: Ctx): Translate {
  return translator(ctx.locale as Locale);
}

/** @throws Invalid about that one field, in the reader's language */
export function refuse(
  ctx: Ctx,
  where: string,
  key: string,
  code = 'invalid',
  values: Record<string, string | number> = {},
): never {
  const message = words(ctx)(textKey(`account.problem.${key}`), values);
  throw new Invalid(message, [{ where, message }], code);
}

const HOUR = 3600;

/**
 * How often what can be guessed may be tried: by a network, about an account from one network, and about an account
 * from everywhere. Nobody locks out another, since tries from one network do not count against another one; who guesses
 * from many networks meets the last limit, and that does not count against networks from which the account's owner came
 * before.
 */
type Limits = { network: RateLimit; account: RateLimit; everywhere: RateLimit };

const perHour = (attempts: number): RateLimit => ({ attempts, seconds: HOUR });
const perQuarter = (attempts: number): RateLimit => ({ attempts, seconds: HOUR / 4 });

const LIMITS = {
  'sign-in': { network: perHour(60), account: perQuarter(10), everywhere: perHour(100) },
  'sign-up': { network: perHour(30), account: perHour(5), everywhere: perHour(20) },
  mail: { network: perHour(30), account: perHour(5), everywhere: perHour(10) },
  token: { network: perHour(60), account: perHour(10), everywhere: perHour(60) },
  code: { network: perHour(60), account: perQuarter(10), everywhere: perHour(60) },
  password: { network: perHour(60), account: perQuarter(10), everywhere: perHour(60) },
} satisfies Record<string, Limits>;

/** What is limited. */
export type Tried = keyof typeof LIMITS;

/**
 * Counts one try at `what` by that client address, about that account (an e-mail address or a user's id).
 * @throws TooMany in the reader's language
 */
export async function limitAttempts(
  ctx: Ctx,
  what: Tried,
  { address, account }: { address?: string; account?: string },
): Promise<void> {
  const limits: Limits = LIMITS[what];
  try {
    if (address) await limitRate(ctx, `${what}:ip:${networkOf(address)}`, limits.network);
    if (account) await limitRate(ctx, accountKey(what, account, address), limits.account);
    if (account && address && !(await isOwnNetwork(ctx, account, address)))
      await limitRate(ctx, `${what}:everywhere:${account.toLowerCase()}`, limits.everywhere);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    const count = Math.max(1, Math.ceil(error.retryAfter / 60));
    throw new TooMany(words(ctx)('account.problem.tooMany', { count }), error.retryAfter);
  }
}

/** Whether the account's owner signed in from that network before, as far as that is remembered. */
async function isOwnNetwork(ctx: Ctx, account: string, address: string): Promise<boolean> {
  const found = await ctx.db
    .selectFrom('signIns as s')
    .innerJoin('users as u', 'u.id', 's.userId')
    .select('s.id')
    .where((eb) => (isUuid(account) ? eb('u.id', '=', account) : eb('u.email', '=', account.toLowerCase())))
    .where('s.outcome', '=', 'in')
    .where('s.network', '=', shortNetwork(address))
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

/** A code of an authenticator app counts for two of its half minutes, and a little for clocks that differ. */
const CODE_LIFE: RateLimit = { attempts: 1, seconds: 120 };

/**
 * Lets a code sign in once, whoever looked over the shoulder (RFC 6238, section 5.2).
 * @throws Invalid about the code
 */
export async function spendCode(ctx: Ctx, account: string, code: string): Promise<void> {
  try {
    await limitRate(ctx, `code-spent:${account}:${createHash('sha256').update(code).digest('hex')}`, CODE_LIFE);
  } catch (error) {
    if (error instanceof TooMany) refuse(ctx, 'code', 'codeSpent', 'code_spent');
    throw error;
  }
}

/** The key under which tries at an account are counted, for forgiving them. `address` is the client's. */
export function accountKey(what: Tried, account: string, address = ''): string {
  return `${what}:account:${account.toLowerCase()}${address && ` ${networkOf(address)}`}`;
}

/** For whom a client's address stands where it is remembered: its network, too large to name one machine. */
export function shortNetwork(address: string): string {
  const network = networkOf(address);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(network)) return network.replace(/\d+$/, '0/24');
  const groups = network.split('::')[0]?.split(':') ?? [];
  return network.endsWith('::/64') ? `${groups.slice(0, 3).join(':')}::/48` : '';
}
