/** Who came in, and who tried to: in the log, and in the list that the account's owner reads. */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { Invalid } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { limitRate, TooMany } from '#platform/rate-limit.ts';
import { DAY_MS, type Instant } from '#platform/time.ts';
import { requirePerson, shortNetwork } from './policy.ts';

/** As kept in the record. */
export type SignInOutcome = 'in' | 'wrong-password' | 'wrong-code' | 'locked' | 'blocked';

/** `userId` is undefined where nobody has the address that was typed: that is in the log alone. */
export type SignInFacts = { userId: string | undefined; way: string; address: string; userAgent: string };

/** Sign-ins are remembered for so long, for their owner to look through. */
export const KEPT_DAYS = 90;
/** A network that is refused again and again is noted once in so many seconds. */
const NOTED_ONCE = { attempts: 1, seconds: 900 };

/** Notes how a sign-in ended. The log names the account by its id, and the client by its network. */
export async function recordSignIn(
  ctx: Ctx,
  { userId, way, address, userAgent }: SignInFacts,
  outcome: SignInOutcome,
): Promise<void> {
  const network = shortNetwork(address);
  ctx.log.info(
    { event: 'sign-in', outcome, way, userId: userId ?? null, network },
    outcome === 'in' ? 'somebody signed in' : 'a sign-in was refused',
  );
  if (userId === undefined) {
    // Written as well, so that an address that nobody has is answered no sooner than one that somebody has.
    await limitRate(ctx, `unknown-noted:${network}`, { attempts: 1_000_000, seconds: 900 });
    return;
  }
  await ctx.db
    .insertInto('signIns')
    .values({ userId, way, outcome, network, userAgent: cutText(userAgent, 400), at: new Date(ctx.now) })
    .execute();
}

/** Does `prove`, and notes it where that is refused: a wrong password or code, or too many of them. */
export async function recordRefusal<T>(ctx: Ctx, facts: SignInFacts, prove: () => Promise<T>): Promise<T> {
  try {
    return await prove();
  } catch (error) {
    const outcome = outcomeOf(error, facts.way);
    if (outcome && (outcome !== 'locked' || (await isFirst(ctx, facts)))) await recordSignIn(ctx, facts, outcome);
    throw error;
  }
}

function outcomeOf(error: unknown, way: string): SignInOutcome | undefined {
  if (error instanceof TooMany) return 'locked';
  if (!(error instanceof Invalid)) return undefined;
  return way === 'password' ? 'wrong-password' : 'wrong-code';
}

async function isFirst(ctx: Ctx, { userId, address }: SignInFacts): Promise<boolean> {
  try {
    await limitRate(ctx, `locked-noted:${userId ?? ''}:${shortNetwork(address)}`, NOTED_ONCE);
    return true;
  } catch (error) {
    if (error instanceof TooMany) return false;
    throw error;
  }
}

export type OwnSignIn = {
  id: number;
  at: Instant;
  way: string;
  outcome: SignInOutcome;
  network: string;
  userAgent: string;
};

/** The latest sign-ins of the actor's account, and tries at it. */
export async function listOwnSignIns(ctx: Ctx, limit = 50): Promise<OwnSignIn[]> {
  const { userId } = requirePerson(ctx);
  const rows = await ctx.db
    .selectFrom('signIns')
    .select(['id', 'at', 'way', 'outcome', 'network', 'userAgent'])
    .where('userId', '=', userId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, outcome: row.outcome as SignInOutcome }));
}

/** Forgets what is older than that. */
export async function discardOldSignIns({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('signIns')
    .where('at', '<', timestamp(now - KEPT_DAYS * DAY_MS))
    .execute();
}
