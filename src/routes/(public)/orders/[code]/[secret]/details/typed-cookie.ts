/** What somebody typed while their time ran out, kept in their own browser until they have seats again. */
import type { Cookies } from '@sveltejs/kit';
import type { Entries } from '#platform/merge-edit.ts';
import { getRuntime } from '#platform/runtime.ts';

const NAME = 'foyer-typed';
/** Browsers keep about four thousand bytes. */
const MOST_BYTES = 3000;
/**
 * Who the form is for and what they answered; not what has to be said anew each time, such as that terms are accepted.
 */
const KEPT = /^(name|email|attendee-(email-)?\d+|q-\d+-\d+)$/;

const options = () => ({
  path: '/orders',
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: getRuntime().config.url.startsWith('https:'),
  maxAge: 30 * 60,
});

export function storeTyped(cookies: Cookies, form: FormData): void {
  const entries = Object.fromEntries(
    [...form].filter(
      (entry): entry is [string, string] => KEPT.test(entry[0]) && typeof entry[1] === 'string' && entry[1] !== '',
    ),
  );
  const fits = (some: Entries): boolean => Buffer.byteLength(encodeURIComponent(JSON.stringify(some))) <= MOST_BYTES;
  const { name = '', email = '' } = entries;
  const kept = [entries, { name, email }].find(fits);
  if (kept) cookies.set(NAME, JSON.stringify(kept), options());
}

/** Undefined where nothing is kept, or nothing that this wrote. */
export function readTyped(cookies: Cookies): Entries | undefined {
  try {
    const entries: unknown = JSON.parse(cookies.get(NAME) ?? 'null');
    return entries !== null &&
      typeof entries === 'object' &&
      Object.entries(entries).every(([field, text]) => KEPT.test(field) && typeof text === 'string')
      ? (entries as Entries)
      : undefined;
  } catch {
    return undefined;
  }
}

export function forgetTyped(cookies: Cookies): void {
  if (cookies.get(NAME) !== undefined) cookies.delete(NAME, options());
}
