/** Limits on everything that can be guessed: counted in the database, so that all processes count together. */
import { hash } from 'node:crypto';
import { isIP } from 'node:net';
import { sql } from 'kysely';
import { english, type Reason } from '#platform/i18n/problem.ts';
import type { Ctx } from './ctx.ts';
import { FoyerError } from './errors.ts';

/** At most `tries` within `seconds`; the span begins with the first try. */
export type RateLimit = { attempts: number; seconds: number };

/** No limit looks back further: what began earlier is forgotten (forget-attempts.ts). */
export const LONGEST_SPAN_SECONDS = 24 * 3600;

/** Tried too often. `retryAfter` is in seconds. */
export class TooMany extends FoyerError {
  override name = 'TooMany';
  override readonly status = 429;
  readonly retryAfter: number;
  /** @param said words in the reader's language, or a problem of the catalogue */
  constructor(said: string | Reason, retryAfter: number) {
    if (typeof said === 'string') super('too_many', said);
    else super('too_many', english(said), { reason: said });
    this.retryAfter = retryAfter;
  }
}

/**
 * Counts one try under `key` (what is tried, and by whom: `sign-in:ip:203.0.113.7`). Call it outside a transaction: a
 * try that fails is counted all the same. @throws TooMany
 */
export async function limitRate(ctx: Ctx, key: string, { attempts, seconds }: RateLimit): Promise<void> {
  await limitRates(ctx, { [key]: attempts }, seconds);
}

/** The same under several keys in one statement; `most`: the attempts that each allows. @throws TooMany */
export async function limitRates(ctx: Ctx, most: Record<string, number>, seconds: number): Promise<void> {
  if (ctx.unit) throw new TypeError('limitRate belongs outside transact');
  if (seconds > LONGEST_SPAN_SECONDS)
    throw new RangeError(`limitRate looks back at most ${LONGEST_SPAN_SECONDS} seconds`);
  const now = new Date(ctx.now);
  const horizon = new Date(ctx.now - seconds * 1000);
  const rows = await ctx.db
    .insertInto('rateLimits')
    // In one order, so that no two wait for each other.
    .values(
      Object.keys(most)
        .sort()
        .map((key) => ({ key, since: now, tries: 1 })),
    )
    .onConflict((known) =>
      known.column('key').doUpdateSet({
        tries: sql`case when rate_limits.since <= ${horizon} then 1 else rate_limits.tries + 1 end`,
        since: sql`case when rate_limits.since <= ${horizon} then ${now} else rate_limits.since end`,
      }),
    )
    .returning(['key', 'tries', 'since'])
    .execute();
  const over = rows.filter(({ key, tries }) => tries > (most[key] ?? 0));
  if (over.length === 0) return;
  const since = Math.max(...over.map((row) => row.since));
  const wait = Math.max(1, Math.ceil((since + seconds * 1000 - ctx.now) / 1000));
  throw new TooMany(
    wait < 90
      ? { code: 'too_many.seconds', values: { count: wait } }
      : { code: 'too_many.minutes', values: { count: Math.ceil(wait / 60) } },
    wait,
  );
}

/** Forgets the tries under `key`, as after a success. */
export async function forgiveRate(ctx: Ctx, key: string): Promise<void> {
  await ctx.db.deleteFrom('rateLimits').where('key', '=', key).execute();
}

/**
 * The name of a client's network where something is counted by it for long: 64 bits of a keyed hash, as the database
 * writes them. Without the installation's secret nobody can tell the network from it. `of` keeps counts of different
 * things apart.
 */
export function clientName(secret: string, of: string, address: string): string {
  return hash('sha256', `${of} ${secret} ${networkOf(address)}`, 'buffer')
    .readBigInt64BE(0)
    .toString();
}

/**
 * For whom a client's address stands where tries are counted: of IPv6 the whole /64, since whoever has one address of
 * it has them all (RFC 6177). The port that some proxies write behind an address, and the spelling of it, make no other
 * client. What is no address stands for itself.
 */
export function networkOf(address: string): string {
  const [, inBrackets, beforePort] =
    /^"?(?:\[([^\]]*)\](?::\d{1,5})?|(\d+(?:\.\d+){3}):\d{1,5})"?$/.exec(address) ?? [];
  const plain = (inBrackets ?? beforePort ?? address).split('%')[0] as string;
  if (isIP(plain) === 4) return plain;
  if (isIP(plain) !== 6) return address;
  const groups = groupsOf(plain);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}

/** The eight numbers of an address of IPv6, whose end may be written as IPv4. */
function groupsOf(address: string): number[] {
  const bytes = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)?.slice(1).map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = bytes ?? [];
  const hex = bytes
    ? address.replace(/[\d.]+$/, `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`)
    : address;
  const [head = [], tail = []] = hex.split('::').map((side) => (side === '' ? [] : side.split(':')));
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16));
}
