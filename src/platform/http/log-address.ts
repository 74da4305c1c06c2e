/** Addresses as the log may say them. */

/** What in an address lets its reader in, by the name of its part. */
const LETS_IN = ['secret', 'token'];

/** The path without what lets its reader into an order, a ticket, a place in a line or an account: whoever reads a log is not to be let in. */
export function logAddress({ url, params }: { url: URL; params: Partial<Record<string, unknown>> }): string {
  const secrets = LETS_IN.flatMap((name) => (typeof params[name] === 'string' && params[name] !== '' ? [params[name]] : []));
  return secrets.reduce((path, secret) => path.replaceAll(secret, '…').replaceAll(encodeURIComponent(secret), '…'), url.pathname);
}
