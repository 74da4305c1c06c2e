/** Sending something to an address that somebody gave us: only to public machines, within limits of time and size. */
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { wordsOf } from '../errors.ts';
import { guardedLookup, isPublicAddress, PrivateAddress } from './fetch-public.ts';

/** So much of an answer is kept; what follows is not read. */
const KEPT_BYTES = 1000;
const LIMIT_MS = 15_000;

/** Why nothing was answered: the address is not public, it took too long, or as `said`. */
export type PostFault = 'private' | 'slow' | 'network';
export type Posted =
  { status: number; beginning: string; retryAfter: string | undefined } | { fault: PostFault; said: string };

export type PostRules = { allows?: (address: string) => boolean; limitMs?: number };

/**
 * Posts `body` once. A redirect is an answer like any other and is not followed. The address is checked where the
 * connection is made, so a name that leads elsewhere the second time gains nothing.
 */
export function postPublic(
  url: URL,
  { headers, body }: { headers: Record<string, string>; body: string },
  { allows = isPublicAddress, limitMs = LIMIT_MS }: PostRules = {},
): Promise<Posted> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !allows(host)) return Promise.resolve({ fault: 'private', said: '' });
  const signal = AbortSignal.timeout(limitMs);
  const bytes = Buffer.from(body);
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const req = send(url, {
      method: 'POST',
      // A connection of its own: one that is kept alive was not checked for this address.
      agent: false,
      signal,
      headers: { ...headers, 'content-length': String(bytes.length) },
      lookup: guardedLookup(allows),
    });
    let isAnswered = false;
    req.on('error', (error) => {
      if (isAnswered) return;
      if (error instanceof PrivateAddress) resolve({ fault: 'private', said: '' });
      else resolve(signal.aborted ? { fault: 'slow', said: '' } : { fault: 'network', said: wordsOf(error) });
    });
    req.on('response', (res) => {
      isAnswered = true;
      readBeginning(req, res, resolve);
    });
    req.end(bytes);
  });
}

/** What was answered counts once its head is there, however its body ends. */
function readBeginning(req: ClientRequest, res: IncomingMessage, resolve: (posted: Posted) => void): void {
  const parts: Buffer[] = [];
  let size = 0;
  const end = (): void => {
    const text = Buffer.concat(parts).subarray(0, KEPT_BYTES).toString('utf8');
    // The database holds no NUL.
    resolve({
      status: res.statusCode ?? 0,
      beginning: text.replaceAll('\0', '\uFFFD'),
      retryAfter: res.headers['retry-after'],
    });
    req.destroy();
  };
  res.on('data', (part: Buffer) => {
    parts.push(part);
    size += part.byteLength;
    if (size >= KEPT_BYTES) end();
  });
  for (const event of ['end', 'error', 'close'] as const) res.on(event, end);
}
