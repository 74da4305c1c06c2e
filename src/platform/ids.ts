/** Identifiers. Runs in the browser too. */

const encoder = new TextEncoder();

/** The largest number of a thing within its event, or of a place in a list: what an `integer` of the database holds. */
export const LARGEST_NUMBER = 2_147_483_647;

/**
 * The largest number or count that a file may ask for what it brings: whatever is added or counted later goes on from
 * there, and has as much room again.
 */
export const LARGEST_ASKED_NUMBER = 1_000_000_000;

/** Whether `text` is a UUID in its usual 8-4-4-4-12 form, any version. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

/** The namespace of all name-based identifiers that this installation derives. */
const NAMESPACE = '5b1d2c5e-7f5e-5c1a-9a3e-0f0e7e000001';

/**
 * A name-based UUID (RFC 9562, version 8 layout with a 128-bit FNV-1a digest, since SHA-1 is not available
 * synchronously in every runtime): the same parts give the same identifier for ever.
 */
export function derivedUuid(...parts: string[]): string {
  const bytes = fnv128(encoder.encode([NAMESPACE, ...parts].join('\u0000')));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const PRIME = (1n << 88n) + 0x13bn;
const OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const MASK = (1n << 128n) - 1n;

function fnv128(bytes: Uint8Array): Uint8Array {
  let hash = OFFSET;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  const out = new Uint8Array(16);
  for (let i = 15; i >= 0; i -= 1) {
    out[i] = Number(hash & 0xffn);
    hash >>= 8n;
  }
  return out;
}
