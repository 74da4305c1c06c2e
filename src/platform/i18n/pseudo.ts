/**
 * Languages that nobody speaks, made from English: each text is accented, two fifths longer and in brackets, in one of
 * them from right to left. On a page in them, what is plain is not in the catalogue, what lacks a bracket is cut off.
 */

/** Longer and accented; the same from right to left. The regions are those that Unicode sets aside for it. */
export const PSEUDO_LOCALES: readonly string[] = ['en-xa', 'ar-xb'];

const PLAIN = 'AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpRrSsTtUuVvWwYyZz';
const ACCENTED = 'ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀṁÑñÖöÞþŔŕŠšŢţÛûṼṽŴŵÝýŽž';
const FILLER = 'one two three four five six seven eight nine ten';

/** `text` accented and longer; values and marks of Markdown's links stay as they are. */
export function pseudoText(text: string): string {
  const accented = text
    .split(/(\{\{?\w+\}?\}|\]\([^)]*\)|https?:\S+)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/[A-Za-z]/g, accent)))
    .join('');
  const extra = Math.ceil(text.length * 0.4);
  return `[${accented} ${FILLER.repeat(Math.ceil(extra / FILLER.length))
    .slice(0, extra)
    .trim()}]`;
}

function accent(letter: string): string {
  return ACCENTED[PLAIN.indexOf(letter)] ?? letter;
}
