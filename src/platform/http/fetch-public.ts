/** Fetching an address that somebody gave us: only from public machines, within limits of size, time and redirects. */
import { lookup as resolveName } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { wordsOf } from '../errors.ts';
import { storeText } from '../i18n/stored-text.ts';

const LIMIT_BYTES = 25 * 1024 * 1024;
const LIMIT_MS = 20_000;
const LIMIT_REDIRECTS = 3;

/** Everything that is not the public internet (RFC 6890 and its successors). */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6');

/** Whether an IP address belongs to the public internet. IPv4 inside IPv6 counts as the IPv4 that it is. */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const family = isIP(plain);
  if (family === 0) return false;
  if (family === 6 && /^::ffff:/i.test(plain)) return false;
  return !PRIVATE.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

/** `reason` is a stored text. */
export type Fetched = { bytes: Uint8Array; fileName: string } | { reason: string };
export type FetchRules = { allows?: (address: string) => boolean; limitBytes?: number; limitMs?: number };

/**
 * Fetches `url`, or says why not. The address is checked where the connection is made, so a name that
 * resolves to something else the second time gains nothing; so is every redirect.
 */
export async function fetchPublic(url: string, rules: FetchRules = {}, redirects = 0): Promise<Fetched> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return { reason: storeText('remark.fetch.protocol') };
  if (parsed.username || parsed.password) return { reason: storeText('remark.fetch.password') };
  const answer = await ask(parsed, rules);
  if ('reason' in answer || 'bytes' in answer) return answer;
  if (redirects >= LIMIT_REDIRECTS) return { reason: storeText('remark.fetch.redirects', { count: LIMIT_REDIRECTS }) };
  if (!URL.canParse(answer.location, parsed.href)) return { reason: storeText('remark.fetch.redirect_address') };
  return fetchPublic(new URL(answer.location, parsed).href, rules, redirects + 1);
}

function ask(url: URL, rules: FetchRules): Promise<Fetched | { location: string }> {
  const { allows = isPublicAddress, limitBytes = LIMIT_BYTES, limitMs = LIMIT_MS } = rules;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !allows(host))
    return Promise.resolve({ reason: storeText('remark.fetch.private', { address: host }) });
  const signal = AbortSignal.timeout(limitMs);
  return new Promise((resolve) => {
    const fail = (error: Error): void =>
      resolve({
        reason: signal.aborted ? storeText('remark.fetch.slow', { seconds: limitMs / 1000 }) : reasonOf(error),
      });
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const req = send(url, {
      // A connection of its own: one that is kept alive was not checked for this address.
      agent: false,
      signal,
      headers: { 'user-agent': 'Foyer', accept: '*/*' },
      lookup: guardedLookup(allows),
    });
    req.on('error', fail);
    req.on('response', (res) => {
      const status = res.statusCode ?? 0;
      if (status >= 300 && status < 400 && res.headers.location) {
        res.destroy();
        return resolve({ location: res.headers.location });
      }
      if (status !== 200) {
        res.destroy();
        return resolve({ reason: storeText('remark.fetch.status', { status }) });
      }
      const parts: Buffer[] = [];
      let size = 0;
      res.on('data', (part: Buffer) => {
        size += part.byteLength;
        if (size > limitBytes) {
          res.destroy();
          resolve({ reason: storeText('remark.fetch.large', { size: Math.round(limitBytes / 1024 / 1024) }) });
        } else parts.push(part);
      });
      res.on('error', fail);
      res.on('end', () => resolve({ bytes: Buffer.concat(parts), fileName: fileNameOf(url) }));
    });
    req.end();
  });
}

/** Finds the addresses of a name for a connection that is about to be made, and refuses where `allows` refuses one. */
export function guardedLookup(allows: (address: string) => boolean): LookupFunction {
  return (name, options, done) =>
    resolveName(name, { ...options, all: true }, (error, addresses) => {
      const bad = addresses?.find(({ address }) => !allows(address));
      if (error || !addresses?.[0] || bad) return done(error ?? new PrivateAddress(name, bad?.address), '', 4);
      if (options.all) done(null, addresses);
      else done(null, addresses[0].address, addresses[0].family);
    });
}

/** A name that leads to a machine which is not on the public internet, or to none. */
export class PrivateAddress extends Error {
  readonly reason: string;
  constructor(name: string, address: string | undefined) {
    super(`${name} is at ${address ?? '–'}`);
    this.reason = storeText('remark.fetch.private_name', { name, address: address ?? '–' });
  }
}

/** What the machine said of a connection that came to nothing is quoted as it is. */
function reasonOf(error: Error): string {
  return error instanceof PrivateAddress ? error.reason : storeText('remark.fetch.failed', { said: wordsOf(error) });
}

function fileNameOf(url: URL): string {
  const last = url.pathname.split('/').at(-1) || 'file';
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
