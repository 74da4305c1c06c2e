/**
 * What pages of other websites may read of what is public, and how they ask whether they may (Fetch, "CORS protocol").
 */

/** Headers that a script may send along; a key is none of them, so that no page makes a browser send one. */
const ASKED_WITH = ['accept', 'accept-language', 'content-type', 'if-modified-since', 'if-none-match', 'range'];

/** What a script may read of an answer, besides what it always may. */
const EXPOSED = 'Allow, Content-Disposition, ETag, Link, Location, Retry-After';

/** On every answer to reading, refusals and redirects too. */
export const SHARED_READING = { 'access-control-allow-origin': '*', 'access-control-expose-headers': EXPOSED } as const;

/**
 * The answer to a browser that asks whether a script of another website may read this; undefined where it may not, or
 * where this is no such question.
 */
export function answerPreflight(method: string, headers: Headers): Response | undefined {
  const wanted = headers.get('access-control-request-method') ?? '';
  if (method !== 'OPTIONS' || !['GET', 'HEAD'].includes(wanted)) return undefined;
  const names = (headers.get('access-control-request-headers') ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (names.some((name) => !ASKED_WITH.includes(name))) return undefined;
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-allow-headers': ASKED_WITH.join(', '),
      'access-control-max-age': '86400',
      'cache-control': 'no-store',
      vary: 'access-control-request-method, access-control-request-headers',
    },
  });
}
