/** A name that a stranger typed, as mails may say it. */

/** Mail programs make links of these by themselves. */
const LIKE_AN_ADDRESS = /:\/\/|www\.|@|[\p{L}\p{N}-]\.\p{L}{2,}(?:[/:?#\s]|$)/iu;
const MOST_LETTERS = 60;
const MOST_WORDS = 7;

/**
 * The name where it is one; otherwise the address to which the mail goes, which its reader knows anyway. What looks
 * like a web address, or is a sentence rather than a name, does not stand in a mail that somebody else gets.
 */
export function nameInMail(name: string, address: string): string {
  const trimmed = name.trim();
  const isName =
    trimmed !== '' &&
    trimmed.length <= MOST_LETTERS &&
    trimmed.split(/\s+/).length <= MOST_WORDS &&
    !LIKE_AN_ADDRESS.test(trimmed);
  return isName ? trimmed : address;
}
