/** A word that is longer than a line could be: it may be broken where it must. */
const LONG = /\S{25,}/gu;
const MAY_BREAK = '\u200B';

/** Text whose long words can be broken within. What else would push a page apart (control signs, lines) becomes spaces. */
export function breakable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim().replaceAll(LONG, (word) => [...word].flatMap((sign, at) => (at > 0 && at % 8 === 0 ? [MAY_BREAK, sign] : [sign])).join(''));
}
