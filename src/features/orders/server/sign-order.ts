/** The secret in the address of an order's page: whoever has it may see and change the order. */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { getRuntime } from '#platform/runtime.ts';

/** 128 bits in base64url, made from the installation's secret and the order's code, so that it is stored nowhere. */
export function signOrder(secret: string, code: string): string {
  return createHmac('sha256', keyOf(secret)).update(`order ${code}`).digest().subarray(0, 16).toString('base64url');
}

let key: { secret: string; object: KeyObject } | undefined;

/** An installation has one secret, and making a key of it costs as much as using it. */
function keyOf(secret: string): KeyObject {
  if (key?.secret !== secret) key = { secret, object: createSecretKey(secret, 'utf8') };
  return key.object;
}

/** Where the order's page is, within Foyer. */
export function orderAddress(code: string): string {
  return `/orders/${code}/${signOrder(getRuntime().config.secret, code)}`;
}

export function isOrderSecret(secret: string, code: string, given: string): boolean {
  const [right, said] = [Buffer.from(signOrder(secret, code)), Buffer.from(given)];
  return right.length === said.length && timingSafeEqual(right, said);
}
