/** A cookie that binds what is begun here and finished elsewhere to the browser that began it. */
import type { Cookies } from '@sveltejs/kit';
import { getRuntime } from '#platform/runtime.ts';

const isSecure = (): boolean => getRuntime().config.url.startsWith('https:');

/**
 * `Lax`, as another site sends the browser back. Over https no other host, and nothing without https, can set it (RFC
 * 6265bis, 4.1.3.2).
 */
export function browserCookie(name: string, minutes: number) {
  const nameNow = (): string => (isSecure() ? `__Host-${name}` : name);
  return {
    read: (cookies: Cookies): string | undefined => cookies.get(nameNow()),
    give: (cookies: Cookies, browser: string): void =>
      cookies.set(nameNow(), browser, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure: isSecure(),
        maxAge: minutes * 60,
      }),
    forget: (cookies: Cookies): void =>
      cookies.delete(nameNow(), { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure() }),
  };
}
