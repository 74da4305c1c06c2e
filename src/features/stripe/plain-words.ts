/** What Stripe says, as it may be shown and kept. */

const SECRETS = /\b(?:(?:sk|rk|pk)_(?:test|live)_|whsec_|rt_|ac_|(?:seti|pi|cs)_\w+_secret_)[\w*]+/g;
const LONGEST = 300;

/** On one line, not too long, without anything that is or looks like a key, not even a shortened one. */
export function plainWords(said: unknown): string {
  if (typeof said !== 'string') return '';
  const line = said
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .replaceAll(SECRETS, '…');
  const signs = [...line];
  return signs.length <= LONGEST ? line : `${signs.slice(0, LONGEST - 1).join('')}…`;
}
