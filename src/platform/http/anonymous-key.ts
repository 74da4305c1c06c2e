/** Telling requests apart for the page cache: same key, same answer. */
import type { IncomingMessage } from 'node:http';
import { LRUCache } from 'lru-cache';
import { anonymousActor } from './anonymous-actor.ts';
import { chooseLocale, type Locale } from '../i18n/translate.ts';

const locales = new LRUCache<string, Locale>({ max: 500 });

/** The cookie in which a reader's choice of language stays. */
export const LOCALE_COOKIE = 'locale';

/**
 * The key of an anonymous reading request, undefined for all others. A request that carries a cookie of sign-in is
 * never anonymous, whatever the cookie is worth. The host matters where no public address is set, since absolute
 * addresses in an answer then follow it.
 */
export function anonymousKey(req: IncomingMessage, hostMatters: boolean): string | undefined {
  if (req.method !== 'GET' && req.method !== 'HEAD') return undefined;
  const { cookie, authorization } = req.headers;
  if (authorization || !anonymousActor(cookie)) return undefined;
  const host = hostMatters ? (req.headers.host ?? '') : '';
  return `${host} ${localeOf(cookie, req.headers['accept-language'])} ${req.url ?? '/'}`;
}

/** The reader's language: what was chosen before, else what the browser asks for. */
export function localeOf(cookie: string | undefined, acceptLanguage: string | undefined): Locale {
  // A library would read all cookies; this is asked for every page that is answered from memory.
  const chosen = cookie ? new RegExp(`(?:^|;\\s*)${LOCALE_COOKIE}=([a-z-]+)`).exec(cookie)?.[1] : undefined;
  const preference = chosen ?? acceptLanguage ?? '';
  if (preference === '') return 'en';
  let locale = locales.get(preference);
  if (!locale) {
    locale = chooseLocale(preference);
    locales.set(preference, locale);
  }
  return locale;
}
