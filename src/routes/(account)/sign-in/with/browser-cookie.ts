/** The cookie that binds a sign-in with another service to the browser that began it. */
import type { Cookies } from '@sveltejs/kit';
import { PENDING_MINUTES } from '#features/connections/connection.ts';
import { getRuntime } from '#platform/runtime.ts';

/** Over https no other host, and nothing without https, can set it (RFC 6265bis, 4.1.3.2). */
function nameOf(isSecure: boolean): string {
  return isSecure ? '__Host-foyer-with' : 'foyer-with';
}

const isSecure = (): boolean => getRuntime().config.url.startsWith('https:');

export function readBrowser(cookies: Cookies): string | undefined {
  return cookies.get(nameOf(isSecure()));
}

/** Lax: the service sends the browser back from elsewhere. */
export function giveBrowser(cookies: Cookies, browser: string): void {
  cookies.set(nameOf(isSecure()), browser, { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(), maxAge: (PENDING_MINUTES + 10) * 60 });
}

export function forgetBrowser(cookies: Cookies): void {
  cookies.delete(nameOf(isSecure()), { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure() });
}
