/**
 * The key under which a browser's choice stands, so that a double click, a retry or a reload finds the order that is
 * there.
 */
import type { Cookies } from '@sveltejs/kit';
import { chooseKey, keyCookie } from '#features/orders/checkout-key.ts';
import { getRuntime } from '#platform/runtime.ts';

const cookie = (): ReturnType<typeof keyCookie> => keyCookie(getRuntime().config.url);

/** The key of this browser; one that cannot keep cookies carries it in the address. */
export function readKey(cookies: Cookies, url: URL): string | undefined {
  return chooseKey(cookies.get(cookie().name), url.searchParams.get('key'));
}

export function storeKey(cookies: Cookies, key: string): void {
  const { name, options } = cookie();
  cookies.set(name, key, options);
}

/** The next choice is a new one. */
export function forgetKey(cookies: Cookies): void {
  const { name, options } = cookie();
  cookies.delete(name, { ...options, maxAge: 0 });
}
