/** The secret in the address of an order's page: whoever has it may see and change the order. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** 128 bits in base64url, made from the installation's secret and the order's code, so that it is stored nowhere. */
export function signOrder(secret: string, code: string): string {
  return createHmac('sha256', secret).update(`order ${code}`).digest().subarray(0, 16).toString('base64url');
}

export function isOrderSecret(secret: string, code: string, given: string): boolean {
  const [right, said] = [Buffer.from(signOrder(secret, code)), Buffer.from(given)];
  return right.length === said.length && timingSafeEqual(right, said);
}
