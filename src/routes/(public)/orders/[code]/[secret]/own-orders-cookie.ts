/** The orders that somebody made in this browser: what they know of already may be said to them. */
import type { Cookies } from '@sveltejs/kit';
import type { OrderLink } from '#features/orders/server/policy.ts';
import { getRuntime } from '#platform/runtime.ts';

const NAME = 'foyer-orders';
const MOST = 20;
const SECONDS = 180 * 86_400;

/** Remembers that order in the browser. Only pages of orders get it back. */
export function rememberOrder(cookies: Cookies, { code, secret }: OrderLink): void {
  const others = readOwnOrders(cookies).filter((link) => link.code !== code);
  const kept = [{ code, secret }, ...others].slice(0, MOST);
  cookies.set(NAME, kept.map((link) => `${link.code}.${link.secret}`).join('~'), {
    path: '/orders',
    httpOnly: true,
    sameSite: 'lax',
    secure: getRuntime().config.url.startsWith('https:'),
    maxAge: SECONDS,
  });
}

/** Whatever the browser says: their secrets are checked where they count. */
export function readOwnOrders(cookies: Cookies): OrderLink[] {
  return (cookies.get(NAME) ?? '')
    .split('~', MOST)
    .map((link) => link.split('.', 2))
    .flatMap(([code, secret]) => (code && secret ? [{ code, secret }] : []));
}
