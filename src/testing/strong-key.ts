import { hash } from 'node:crypto';

/** An `Idempotency-Key` as the API takes it, the same for the same words. */
export function strongKey(words: string): string {
  return hash('sha256', words, 'base64url');
}
