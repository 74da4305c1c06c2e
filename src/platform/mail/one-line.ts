/** Words for the head of a mail. */

/** Long enough for any subject that somebody means to be read. */
const LONGEST = 200;

/**
 * `text` on one line: breaks and control characters, which would begin another header, become spaces; marks that turn
 * the direction of what follows go, since they would reach beyond this text. At most 200 characters.
 */
export function oneLine(text: string): string {
  const line = text
    .replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const letters = Array.from(line);
  return letters.length <= LONGEST
    ? line
    : `${letters
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`;
}
