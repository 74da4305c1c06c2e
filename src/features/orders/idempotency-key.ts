/** The key under which a buyer's program asks for seats, so that asking again is the same order. */

/** A UUID, or at least 22 characters such as base64url has them: room for 128 random bits. */
export const KEY_FORM = /^[A-Za-z0-9_-]{22,100}$/;

/** Random keys of that length have more different characters than this; counters and dates have fewer. */
const LEAST_CHARACTERS = 8;

/**
 * Bits that a random character carries, by the smallest alphabet that the key is written in. One UUID in a million has
 * digits alone, so from its length on they count as hexadecimal.
 */
const ALPHABETS: [alphabet: RegExp, bits: number][] = [
  [/^\d{1,31}$/, Math.log2(10)],
  [/^[\da-f]+$|^[\dA-F]+$/, 4],
  [/^[\da-z]+$|^[\dA-Z]+$/, Math.log2(36)],
  [/./, 6],
];

/**
 * A little less than 128: 22 random characters may happen to have no capital, and a UUID has some bits that are not
 * random.
 */
const LEAST_BITS = 113;

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * For so long a repeated key is answered, in milliseconds: longer than a program that lost an answer goes on asking.
 */
export const KEY_ANSWERS_MS = 15 * 60_000;

/** Whether a key can hold 128 random bits. That they are random is up to whoever makes it. */
export function isStrongKey(key: string): boolean {
  const plain = UUID.test(key) ? key.replaceAll('-', '') : key;
  if (!KEY_FORM.test(key) || new Set(plain).size < LEAST_CHARACTERS) return false;
  const [, bits] = ALPHABETS.find(([alphabet]) => alphabet.test(plain)) as [RegExp, number];
  return plain.length * bits >= LEAST_BITS;
}
