/** The key under which a browser's choice stands, so that a double click, a retry or a reload finds the order that is there. */
import { randomBytes } from 'node:crypto';
import type { Cookies } from '@sveltejs/kit';
import { getRuntime } from '#platform/runtime.ts';

const isSecure = (): boolean => getRuntime().config.url.startsWith('https:');

/** Over https no other host, and nothing without https, can set it (RFC 6265bis, 4.1.3.2). */
const nameOf = (): string => (isSecure() ? '__Host-foyer-choice' : 'foyer-choice');

const KEY = /^[\w-]{20,60}$/;

/** The key of this browser; one that cannot keep cookies carries it in the address. */
export function readKey(cookies: Cookies, url: URL): string | undefined {
  return [cookies.get(nameOf()), url.searchParams.get('key') ?? undefined].find((key) => key !== undefined && KEY.test(key));
}

export function createKey(): string {
  return randomBytes(18).toString('base64url');
}

/** For two days: longer than anybody waits before trying the same again. */
export function keepKey(cookies: Cookies, key: string): void {
  cookies.set(nameOf(), key, { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(), maxAge: 2 * 24 * 3600 });
}

/** The next choice is a new one. */
export function forgetKey(cookies: Cookies): void {
  cookies.delete(nameOf(), { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure() });
}
