/** A word that is longer than a line could be: it may be broken where it must. */
const LONG = /\S{25,}/gu;
const MAY_BREAK = '\u200B';

/**
 * Text whose long words can be broken within. What else would push a page apart (control signs, lines) becomes spaces.
 */
export function breakable(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .replaceAll(LONG, (word) =>
      [...word].flatMap((sign, at) => (at > 0 && at % 8 === 0 ? [MAY_BREAK, sign] : [sign])).join(''),
    );
}

/**
 * Words of another direction than those around them, such as a Latin address on an Arabic page: their signs stay in
 * their own order.
 */
export function isolated(text: string): string {
  return text === '' ? '' : `\u2068${breakable(text)}\u2069`;
}
