import { randomBytes } from 'node:crypto';

/** A key for a browser's choice that nobody can guess. */
export function makeCheckoutKey(): string {
  return randomBytes(18).toString('base64url');
}
