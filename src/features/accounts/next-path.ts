/** Where a sign-in leads on to: a place of this installation, whatever an address says. */

const FOYER = 'https://foyer.invalid';

/**
 * The path, query and fragment of `next` where it is a place of this site, else `otherwise`. What a browser would take
 * for another site (`//evil`, `/\evil`, `/%09/evil`, `https:…`) is refused, and so is what leads back to a sign-in.
 */
export function safePath(next: string | null | undefined, otherwise = '/account'): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them from addresses
  if (!next?.startsWith('/') || next.length > 2000 || /[\u0000-\u001f\u007f\\]/.test(next)) return otherwise;
  if (/^\/(\/|%2f|%5c|%09|%0a|%0d)/i.test(next) || !URL.canParse(next, FOYER)) return otherwise;
  const { origin, pathname, search, hash } = new URL(next, FOYER);
  if (origin !== FOYER || pathname.startsWith('//')) return otherwise;
  if (/^\/(sign-in|sign-up|forgot-password|reset-password|auth)(\/|$)/.test(pathname) || /\/sign-out$/.test(pathname))
    return otherwise;
  return pathname + search + hash;
}
