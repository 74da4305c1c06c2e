/** Signing requests as OAuth 1.0a asks for it (RFC 5849): HMAC-SHA1 over method, address and every parameter. */
import { createHmac, randomBytes } from 'node:crypto';

/** Name and value, not encoded. Names may come more than once. */
export type Parameter = readonly [name: string, value: string];

export type OAuth1Request = {
  method: 'GET' | 'POST';
  /** With its query, where it has one. */
  url: string;
  /** What the body of a form holds. */
  body?: readonly Parameter[];
};

export type OAuth1Keys = { consumerKey: string; consumerSecret: string; token?: string; tokenSecret?: string };

/**
 * The Authorization header of a request; `extra` are protocol parameters such as oauth_callback. `now` is in
 * milliseconds.
 */
export function signRequest(
  request: OAuth1Request,
  keys: OAuth1Keys,
  now: number,
  extra: readonly Parameter[] = [],
): string {
  const own: Parameter[] = [
    ['oauth_consumer_key', keys.consumerKey],
    ['oauth_nonce', randomBytes(16).toString('hex')],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', String(Math.floor(now / 1000))],
    ...(keys.token === undefined ? [] : [['oauth_token', keys.token] as const]),
    ['oauth_version', '1.0'],
    ...extra,
  ];
  const query = [...new URL(request.url).searchParams];
  const base = signatureBase(request.method, request.url, [...query, ...(request.body ?? []), ...own]);
  return authorizationHeader([
    ...own,
    ['oauth_signature', signature(base, keys.consumerSecret, keys.tokenSecret ?? '')],
  ]);
}

/** RFC 5849, 3.6: everything but letters, digits and `-._~`, octet by octet of UTF-8, in capital letters. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** RFC 5849, 3.4.1.3.2: encoded, then in the order of their octets by name and value. */
export function normaliseParameters(parameters: readonly Parameter[]): string {
  const encoded = parameters.map(([name, value]): Parameter => [percentEncode(name), percentEncode(value)]);
  return encoded
    .sort(([a, av], [b, bv]) => compare(a, b) || compare(av, bv))
    .map((pair) => pair.join('='))
    .join('&');
}

/** RFC 5849, 3.4.1.1. `parameters` are those of query, body and header, without the signature. */
export function signatureBase(method: string, url: string, parameters: readonly Parameter[]): string {
  return [method.toUpperCase(), baseAddress(url), normaliseParameters(parameters)].map(percentEncode).join('&');
}

/** RFC 5849, 3.4.2. */
export function signature(base: string, consumerSecret: string, tokenSecret: string): string {
  return createHmac('sha1', `${percentEncode(consumerSecret)}&${percentEncode(tokenSecret)}`)
    .update(base)
    .digest('base64');
}

/** RFC 5849, 3.5.1, by name. */
export function authorizationHeader(parameters: readonly Parameter[], realm?: string): string {
  const said = [...parameters]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`);
  return `OAuth ${[...(realm === undefined ? [] : [`realm="${realm}"`]), ...said].join(', ')}`;
}

/**
 * RFC 5849, 3.4.1.2: scheme and host in small letters, without the port that goes without saying, query and fragment.
 */
function baseAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
