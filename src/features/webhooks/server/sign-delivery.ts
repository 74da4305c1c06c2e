/** Secrets of endpoints and what they sign, as Standard Webhooks 1.0.0 has it. */
import { createHmac, randomBytes } from 'node:crypto';
import type { Instant } from '#platform/time.ts';
import { getRuntime } from '#platform/runtime.ts';
import { seal, unseal } from '#platform/seal.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

const placeOf = (webhookId: string) => ({ purpose: 'webhook', owner: webhookId });

/** A secret that nobody had before. */
export function makeSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** As it is kept: it opens for that endpoint alone. */
export function sealSecret(webhookId: string, secret: string): string {
  return seal(getRuntime().config.secret, placeOf(webhookId), secret);
}

/** Undefined where it was sealed under another secret of the installation. */
export function openSecret(webhookId: string, sealed: string): string | undefined {
  return unseal(getRuntime().config.secret, placeOf(webhookId), sealed);
}

/** What is signed. */
export type Signed = { id: string; at: Instant; body: string };

/** The three headers; each secret signs, so that a receiver may change from one to the other in its own time. */
export function signedHeaders(secrets: readonly string[], { id, at, body }: Signed): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) =>
    createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64'))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64'),
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
  };
}
