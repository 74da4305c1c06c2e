/** The secret in the address of a ticket that somebody took over: whoever has it sees that ticket alone. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Instant } from '#platform/time.ts';

/** Which ticket, and since when it is its holder's: with the next holder the address is another. */
export type HeldTicket = { code: string; number: number; transferredAt: Instant };

/** 128 bits in base64url, made from the installation's secret, so that it is stored nowhere. */
function signHolder(secret: string, { code, number, transferredAt }: HeldTicket): string {
  return createHmac('sha256', secret)
    .update(`ticket ${code}-${number} ${transferredAt}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

export function isHolderSecret(secret: string, ticket: HeldTicket, given: string): boolean {
  const [right, said] = [Buffer.from(signHolder(secret, ticket)), Buffer.from(given)];
  return right.length === said.length && timingSafeEqual(right, said);
}

/** Where the ticket's page is, within Foyer. */
export function holderAddress(secret: string, ticket: HeldTicket): string {
  return `/tickets/${ticket.code}-${ticket.number}/${signHolder(secret, ticket)}`;
}
