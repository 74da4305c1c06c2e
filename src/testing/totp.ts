/** What an authenticator app shows (RFC 6238: SHA-1, six digits, thirty seconds). */
import { createHmac } from 'node:crypto';

/** The code of an otpauth address, or of a secret in Base32, at that moment. */
export function totpCode(secretOrUri: string, now = Date.now()): string {
  const secret = secretOrUri.startsWith('otpauth:')
    ? (new URL(secretOrUri).searchParams.get('secret') ?? '')
    : secretOrUri;
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const digest = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}

/** RFC 4648, section 6. */
function fromBase32(text: string): Uint8Array {
  let bits = '';
  for (const sign of text.replaceAll(/[\s=]/g, '').toUpperCase())
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
