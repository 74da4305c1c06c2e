/** Addresses as the log may say them. */

/** What stands behind these lets its reader into an order, a ticket, a place in a line or a team. */
const LETS_IN = /^(\/orders\/[^/]+\/|\/tickets\/[^/]+\/|\/waiting\/|\/invitations\/)[^/]+/;

/**
 * The path without what lets its reader in, and without its query, where people type and links carry keys: whoever
 * reads a log is not to be let in.
 */
export function logAddress(address: string): string {
  return (address.split('?')[0] as string).replace(LETS_IN, '$1…');
}
