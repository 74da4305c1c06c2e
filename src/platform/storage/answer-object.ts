/**
 * Answering a request with a stored object: all of it, a part (RFC 9110 section 14), or that the reader has it already.
 */
import type { Readable } from 'node:stream';
import { safeHeaders } from './safe-headers.ts';
import type { ByteRange, Storage, StoredMeta } from './storage.ts';

/** What of a request matters; values of headers, undefined for those that are not there. */
export type ObjectRequest = {
  method: string;
  range?: string | undefined;
  ifRange?: string | undefined;
  ifNoneMatch?: string | undefined;
};
export type ObjectAnswer = { status: 200 | 206 | 304 | 404 | 416; headers: Record<string, string>; body?: Readable };

/**
 * The answer to GET and HEAD of one object. The body must be sent or destroyed. `known` is what the caller knows better
 * than the store: the type and name that its table has, or how long the answer may be kept.
 */
export async function answerObject(
  storage: Storage,
  key: string,
  request: ObjectRequest,
  known: Partial<StoredMeta> = {},
): Promise<ObjectAnswer> {
  const stored = await storage.head(key);
  if (!stored) return { status: 404, headers: {} };
  const meta = { ...stored, ...known, bytes: stored.bytes };
  const headers = safeHeaders(meta);
  if (headers.etag && matches(request.ifNoneMatch, headers.etag)) return { status: 304, headers: withoutBody(headers) };
  const part =
    request.ifRange === undefined || request.ifRange === headers.etag
      ? readRange(request.range, meta.bytes)
      : undefined;
  if (part === 'outside')
    return { status: 416, headers: { ...withoutBody(headers), 'content-range': `bytes */${meta.bytes}` } };
  if (part) {
    headers['content-range'] = `bytes ${part.first}-${part.last}/${meta.bytes}`;
    headers['content-length'] = String(part.last - part.first + 1);
  } else headers['content-length'] = String(meta.bytes);
  const status = part ? 206 : 200;
  if (request.method === 'HEAD') return { status, headers };
  const found = await storage.get(key, part);
  return found ? { status, headers, body: found.body } : { status: 404, headers: {} };
}

/** One range of bytes; several, or another unit, are answered with the whole, as the RFC allows. */
export function readRange(header: string | undefined, bytes: number): ByteRange | 'outside' | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(' ', '') ?? '') ?? [];
  if (from === undefined || to === undefined || (!from && !to)) return undefined;
  const last = from && to ? Math.min(Number(to), bytes - 1) : bytes - 1;
  if (!from) return Number(to) === 0 || bytes === 0 ? 'outside' : { first: Math.max(0, bytes - Number(to)), last };
  if (to && Number(to) < Number(from)) return undefined;
  return Number(from) >= bytes ? 'outside' : { first: Number(from), last };
}

function matches(header: string | undefined, etag: string): boolean {
  return header !== undefined && header.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}

function withoutBody({
  'content-type': _type,
  'content-disposition': _name,
  ...headers
}: Record<string, string>): Record<string, string> {
  return headers;
}
