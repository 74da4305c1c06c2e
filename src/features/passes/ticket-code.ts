/**
 * What stands in a ticket's QR code: which ticket it is, signed so that whoever has the event's public keys can tell a
 * true one without asking Foyer. docs/ticket-codes.md describes the format for other software. Runs in the browser
 * too.
 */
import { base45, unbase45 } from './base45.ts';

/** What a code says. `rotation` grows whenever the ticket gets a new secret, of which `tag` is the beginning. */
export type CodedTicket = {
  event: number;
  generation: number;
  order: string;
  ticket: number;
  rotation: number;
  tag: string;
};

/** A public Ed25519 key as RFC 8037 writes it; `kid` is its generation. */
export type TicketKey = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; alg: 'EdDSA'; use: 'sig' };

export type CodeFinding =
  { ok: true; ticket: CodedTicket } | { ok: false; reason: 'unreadable' | 'unknown-key' | 'forged' };

const VERSION = 1;
const CONTENT_BYTES = 17;
const SIGNATURE_BYTES = 64;
/** In signs. */
const CODE_LENGTH = 122;
/** The letters of an order's code, five bits each. */
const ORDER_SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const TAG_BYTES = 2;

/** The most that the format can say of each. */
export const CODE_LIMITS = { event: 2 ** 32 - 1, generation: 255, ticket: 2 ** 16 - 1, rotation: 2 ** 16 - 1 };

/**
 * The bytes that are signed: 17, of which the first is the version of the format.
 * @throws RangeError for what does not fit
 */
export function encodeTicket({
  event,
  generation,
  order,
  ticket,
  rotation,
  tag,
}: CodedTicket): Uint8Array<ArrayBuffer> {
  const numbers = { event, generation, ticket, rotation };
  for (const [name, most] of Object.entries(CODE_LIMITS)) {
    const value = numbers[name as keyof typeof numbers];
    if (!Number.isInteger(value) || value < 0 || value > most)
      throw new RangeError(`A ticket code cannot say ${name} ${value}`);
  }
  const bytes = new Uint8Array(CONTENT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint32(1, event);
  view.setUint8(5, generation);
  bytes.set(orderBytes(order), 6);
  view.setUint16(11, ticket);
  view.setUint16(13, rotation);
  bytes.set(fromBase64Url(tag).subarray(0, TAG_BYTES), 15);
  return bytes;
}

/** The text of the QR code: only letters, digits and a few signs that QR packs tightly. */
export function joinCode(content: Uint8Array, signature: Uint8Array): string {
  const bytes = new Uint8Array(CONTENT_BYTES + SIGNATURE_BYTES);
  bytes.set(content);
  bytes.set(signature, CONTENT_BYTES);
  return base45(bytes);
}

/** What a code says, unchecked; undefined where it is no code of this installation. */
export function readTicketCode(text: string): CodedTicket | undefined {
  const bytes = bytesOf(text);
  if (bytes?.length !== CONTENT_BYTES + SIGNATURE_BYTES || bytes[0] !== VERSION) return undefined;
  const view = new DataView(bytes.buffer);
  return {
    event: view.getUint32(1),
    generation: view.getUint8(5),
    order: orderText(bytes.subarray(6, 11)),
    ticket: view.getUint16(11),
    rotation: view.getUint16(13),
    tag: toBase64Url(bytes.subarray(15, CONTENT_BYTES)),
  };
}

/**
 * Whether a code is true by the event's public keys. Says nothing of what became of the ticket since: that only
 * Foyer knows.
 */
export async function verifyTicketCode(text: string, keys: readonly TicketKey[]): Promise<CodeFinding> {
  const ticket = readTicketCode(text);
  const bytes = ticket && bytesOf(text);
  if (!bytes || !ticket) return { ok: false, reason: 'unreadable' };
  const known = keys.find(({ kid }) => kid === String(ticket.generation));
  if (!known) return { ok: false, reason: 'unknown-key' };
  const { kty, crv, x } = known;
  const key = await crypto.subtle.importKey('jwk', { kty, crv, x }, { name: 'Ed25519' }, false, ['verify']);
  const isTrue = await crypto.subtle.verify(
    { name: 'Ed25519' },
    key,
    bytes.slice(CONTENT_BYTES),
    bytes.slice(0, CONTENT_BYTES),
  );
  return isTrue ? { ok: true, ticket } : { ok: false, reason: 'forged' };
}

/** A space is a sign like others: scanners that take it off the end, or add a line's end, are forgiven. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  return unbase45(text.replace(/[\r\n]+$/, '').padEnd(CODE_LENGTH));
}

/** As much of a ticket's secret as its code tells. */
export function tagOf(secret: string): string {
  return toBase64Url(fromBase64Url(secret).subarray(0, TAG_BYTES));
}

function orderBytes(order: string): Uint8Array {
  const signs = [...order].map((sign) => ORDER_SIGNS.indexOf(sign));
  if (signs.length !== 8 || signs.includes(-1)) throw new RangeError(`A ticket code cannot say the order ${order}`);
  let bits = 0n;
  for (const sign of signs) bits = (bits << 5n) | BigInt(sign);
  return Uint8Array.from([32n, 24n, 16n, 8n, 0n], (shift) => Number((bits >> shift) & 255n));
}

function orderText(bytes: Uint8Array): string {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  return [35n, 30n, 25n, 20n, 15n, 10n, 5n, 0n].map((shift) => ORDER_SIGNS[Number((bits >> shift) & 31n)]).join('');
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.codePointAt(0) ?? 0);
}
