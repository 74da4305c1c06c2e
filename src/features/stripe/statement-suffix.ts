/** What stands on a buyer's card statement behind the organiser's own words. */

/** With those words (ten signs), a star and a space it must not be longer than 22 signs. */
const LONGEST = 10;

/**
 * The beginning of the event's name in plain Latin letters, digits and spaces; the order's code where nothing of that
 * is left. Stripe refuses `< > \ ' " *`, other scripts, and what has no letter.
 * https://docs.stripe.com/get-started/account/statement-descriptors
 */
export function statementSuffix(eventName: string, orderCode: string): string {
  const plain = tidy(eventName.normalize('NFKD').replaceAll(/\p{M}/gu, ''));
  if (/[A-Za-z]{2}/.test(plain)) return plain;
  const code = tidy(orderCode);
  return /[A-Za-z]/.test(code) ? code : `NR ${code}`.slice(0, LONGEST);
}

function tidy(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .slice(0, LONGEST)
    .trim()
    .toUpperCase();
}
