/** The key under which a browser's choice stands, and the cookie that carries it. */

const KEY = /^[\w-]{20,60}$/;

/** For two days, in seconds: longer than anybody waits before trying the same again. */
const KEY_SECONDS = 2 * 24 * 3600;

/** Over https no other host, and nothing without https, can set it (RFC 6265bis, 4.1.3.2). */
export function keyCookie(publicUrl: string): {
  name: string;
  options: { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean; maxAge: number };
} {
  const secure = publicUrl.startsWith('https:');
  return {
    name: secure ? '__Host-foyer-choice' : 'foyer-choice',
    options: { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: KEY_SECONDS },
  };
}

/** The first that is a key: the browser's cookie, or what stands in the address for one that keeps none. */
export function chooseKey(...candidates: (string | null | undefined)[]): string | undefined {
  return candidates.find((key): key is string => typeof key === 'string' && KEY.test(key));
}
