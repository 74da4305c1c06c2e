/** Keeping secrets in the database so that only this installation can read them, and only where they were put. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What is kept (`payment-account`) and whose it is (`17`): what was sealed for one opens for no other. */
export type SealFor = { purpose: string; owner: string };

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Encrypts `text` (AES-256-GCM, fresh nonce, key derived from the installation's secret), in base64url. */
export function seal(secret: string, place: SealFor, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, derive(secret, `seal ${place.purpose}`), nonce).setAAD(bound(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), body]).toString('base64url');
}

/**
 * What was sealed; undefined where it was sealed for somebody else, altered, or under another secret of the
 * installation.
 */
export function unseal(secret: string, place: SealFor, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < HEAD_BYTES || bytes[0] !== VERSION || bytes.toString('base64url') !== sealed) return undefined;
  const [nonce, tag, body] = [
    bytes.subarray(1, 1 + NONCE_BYTES),
    bytes.subarray(1 + NONCE_BYTES, HEAD_BYTES),
    bytes.subarray(HEAD_BYTES),
  ];
  try {
    const decipher = createDecipheriv(CIPHER, derive(secret, `seal ${place.purpose}`), nonce, {
      authTagLength: TAG_BYTES,
    })
      .setAAD(bound(place))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** A keyed hash by which rows with the same text are found without telling it. */
export function hashFor(secret: string, purpose: string, text: string): string {
  return createHmac('sha256', derive(secret, `hash ${purpose}`))
    .update(text)
    .digest('base64url');
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'foyer', purpose, 32));
}

/** No two places are one text. */
function bound({ purpose, owner }: SealFor): Buffer {
  return Buffer.from(JSON.stringify([VERSION, purpose, owner]));
}
