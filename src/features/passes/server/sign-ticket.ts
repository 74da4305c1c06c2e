/** Signing what a ticket's code says, with the event's key of its generation (Ed25519, RFC 8032). */
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type CodedTicket, encodeTicket, joinCode, type TicketKey } from '../ticket-code.ts';

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The text of the ticket's QR code. */
export function signTicket(secret: string, ticket: CodedTicket): string {
  const content = encodeTicket(ticket);
  return joinCode(content, sign(null, content, privateKey(secret, ticket.event, ticket.generation)));
}

/** The public half of an event's key. */
export function ticketKey(secret: string, event: number, generation: number): TicketKey {
  const { x } = createPublicKey(privateKey(secret, event, generation)).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x: x as string, kid: String(generation), alg: 'EdDSA', use: 'sig' };
}

/** Keys of events whose tickets are being signed, in memory alone. */
const keys = new LRUCache<string, KeyObject>({ max: 100 });

/** Made from the installation's secret, so that it is stored nowhere. */
function privateKey(secret: string, event: number, generation: number): KeyObject {
  const name = `${event} ${generation} ${secret}`;
  const known = keys.get(name);
  if (known) return known;
  const key = makeKey(secret, event, generation);
  keys.set(name, key);
  return key;
}

function makeKey(secret: string, event: number, generation: number): KeyObject {
  const seed = createHmac('sha256', secret).update(`ticket key ${event} ${generation}`).digest();
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
}
