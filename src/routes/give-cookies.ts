/** Cookies of sign-in, from Foyer to the browser. */
import type { Cookies } from '@sveltejs/kit';
import type { GivenCookie } from '#features/accounts/server/auth.ts';

/** Sets them on the answer, as they are. */
export function giveCookies(cookies: Cookies, given: readonly GivenCookie[]): void {
  for (const { name, value, ...options } of given) cookies.set(name, value, { ...options, encode: (text) => text });
}
