/** Links of our own to objects of a store that cannot sign any: HMAC-SHA256 over all that a link allows. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Forbidden } from '../errors.ts';
import { checkKey } from './storage.ts';

/** Where such links lead. */
export const SIGNED_PATH = '/files/';

/** What a link allows: reading one object, or writing exactly this one. */
export type LinkTerms =
  { method: 'GET'; key: string; disposition: string } | { method: 'PUT'; key: string; bytes: number };

/** The link, from its path on. `expiresAt` in milliseconds; the link counts in whole seconds. */
export function signLink(secret: string, terms: LinkTerms, expiresAt: number): string {
  const query = new URLSearchParams({ method: terms.method, expires: String(Math.floor(expiresAt / 1000)) });
  if (terms.method === 'PUT') query.set('bytes', String(terms.bytes));
  else if (terms.disposition) query.set('disposition', terms.disposition);
  query.set('signature', signatureOf(secret, checkKey(terms.key), query));
  return `${SIGNED_PATH}${terms.key}?${query}`;
}

/**
 * What the link allows. Nothing of it is believed before the signature over all of it is.
 * @throws Forbidden for a link that is not from here, was changed, or has expired
 */
export function readLink(secret: string, link: URL, now: number): LinkTerms {
  const { searchParams: query } = link;
  const key = link.pathname.startsWith(SIGNED_PATH) ? link.pathname.slice(SIGNED_PATH.length) : '';
  const given = Buffer.from(query.get('signature') ?? '');
  query.delete('signature');
  const right = Buffer.from(signatureOf(secret, key, query));
  if (given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) throw new Forbidden('link_invalid.link');
  if (Number(query.get('expires')) * 1000 <= now) throw new Forbidden('link_expired.link');
  if (query.get('method') === 'PUT') return { method: 'PUT', key, bytes: Number(query.get('bytes')) };
  return { method: 'GET', key, disposition: query.get('disposition') ?? '' };
}

/** The key for this purpose differs from the secret itself, which signs other things too. */
function signatureOf(secret: string, key: string, query: URLSearchParams): string {
  const purpose = createHmac('sha256', secret).update('storage links 1').digest();
  return createHmac('sha256', purpose).update(`${key}\n${query}`).digest('base64url');
}
