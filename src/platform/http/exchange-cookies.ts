/** Cookies of sign-in that were given under their former names: who has them goes on, under the new ones. */
import type { IncomingMessage } from 'node:http';
import { sql } from 'kysely';
import type { Db } from '../db/connect.ts';
import type { Instant } from '../time.ts';
import { HOST_COOKIES, SIGN_IN_COOKIES } from './anonymous-actor.ts';

const FORMER = `__Secure-${SIGN_IN_COOKIES}`;
const PRESENT = `${HOST_COOKIES}${SIGN_IN_COOKIES}`;

const exchanged = new WeakMap<IncomingMessage, string[]>();

/** With this migration came the present names. */
const RENAMED = '0042_account_safety.sql';
const ONE_START_MS = 60 * 60_000;

/**
 * Until when cookies of the former names are exchanged: as long as a session may last that began under them. After
 * that, and from the first where nobody ever got one, they are worth nothing: another host of the domain could plant
 * them, which the present names are there to prevent.
 */
export async function exchangeEnds(db: Db, sessionSeconds: number): Promise<Instant> {
  const { rows } = await sql<{ first: Date | null; renamed: Date | null }>`
    select min(applied_at) as first, max(applied_at) filter (where name = ${RENAMED}) as renamed from schema_migrations`.execute(
    db,
  );
  const [first, renamed] = [Number(rows[0]?.first ?? 0), Number(rows[0]?.renamed ?? 0)];
  return renamed - first < ONE_START_MS ? 0 : renamed + sessionSeconds * 1000;
}

/**
 * Reads a cookie of the former name as one of the present name, unless the browser has that already, and notes what the
 * browser is to be told: the session under its present name, and that the former one is over. The value stays: it is
 * signed, whatever its name.
 */
export function exchangeCookies(req: IncomingMessage, sessionSeconds: number): void {
  const { cookie } = req.headers;
  if (!cookie?.includes(FORMER)) return;
  const pairs = cookie.split(/;\s*/);
  const known = new Set(pairs.map((pair) => pair.split('=')[0] as string));
  const lines: string[] = [];
  const kept = pairs.flatMap((pair) => {
    if (!pair.startsWith(FORMER)) return [pair];
    const [name = '', ...rest] = pair.split('=');
    const present = PRESENT + name.slice(FORMER.length);
    lines.push(`${name}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax`);
    if (known.has(present)) return [];
    const value = rest.join('=');
    if (name.endsWith('session_token'))
      lines.push(`${present}=${value}; Path=/; Max-Age=${sessionSeconds}; HttpOnly; Secure; SameSite=Lax`);
    return [`${present}=${value}`];
  });
  req.headers.cookie = kept.join('; ');
  exchanged.set(req, lines);
}

/** What the answer to that request is to set; nothing where no cookie was exchanged. */
export function exchangedCookies(req: IncomingMessage): string[] {
  return exchanged.get(req) ?? [];
}
