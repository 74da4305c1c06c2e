/** Cookies of sign-in that were given under their former names: who has them goes on, under the new ones. */
import type { IncomingMessage } from 'node:http';
import { HOST_COOKIES, SIGN_IN_COOKIES } from './anonymous-actor.ts';

const FORMER = `__Secure-${SIGN_IN_COOKIES}`;
const PRESENT = `${HOST_COOKIES}${SIGN_IN_COOKIES}`;

const exchanged = new WeakMap<IncomingMessage, string[]>();

/**
 * Reads a cookie of the former name as one of the present name, unless the browser has that already, and notes what the browser is to be told:
 * the session under its present name, and that the former one is over. The value stays: it is signed, whatever its name.
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
    if (name.endsWith('session_token')) lines.push(`${present}=${value}; Path=/; Max-Age=${sessionSeconds}; HttpOnly; Secure; SameSite=Lax`);
    return [`${present}=${value}`];
  });
  req.headers.cookie = kept.join('; ');
  exchanged.set(req, lines);
}

/** What the answer to that request is to set; nothing where no cookie was exchanged. */
export function exchangedCookies(req: IncomingMessage): string[] {
  return exchanged.get(req) ?? [];
}
