/** The blob store: named bytes with their true type, on disk or on an S3 server. Keys are ours and cannot be guessed. */
import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Invalid } from '../errors.ts';

export type StoredMeta = {
  contentType: string;
  /** RFC 6266 value: `attachment; filename="x.zip"`, '' for none. */
  disposition: string;
  bytes: number;
  /** SHA-256 in hex; '' for an object that went to S3 as a stream. */
  sha256: string;
};

export type PutOptions = { contentType: string; disposition?: string };
/** First and last byte, both included. */
export type ByteRange = { first: number; last: number };

export interface Storage {
  /** Writes the whole object or nothing. An object of the same key is replaced at once. */
  put(key: string, body: Uint8Array | Readable, options: PutOptions): Promise<StoredMeta>;
  /** The object, or undefined where there is none. The stream must be read or destroyed. */
  get(key: string, range?: ByteRange): Promise<{ body: Readable; meta: StoredMeta } | undefined>;
  /** Removes it; no error where it is not there. */
  delete(key: string): Promise<void>;
  /** Whether the store can be reached and written. @throws Unavailable saying why not */
  check(): Promise<void>;
}

/** A fresh key under `folder` (`events/12`), keeping nothing of the file's name but a safe ending. */
export function freshKey(folder: string, fileName = ''): string {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(fileName)?.[1]?.toLowerCase();
  return checkKey(`${folder}/${randomBytes(18).toString('base64url')}${ending ? `.${ending}` : ''}`);
}

/** @throws Invalid for a key that could leave the store */
export function checkKey(key: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(key) && key.length <= 500) return key;
  throw new Invalid(`"${key}" is not a storage key`, [], 'storage_key');
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The bytes of a stream, at most `limit` of them. @throws Invalid above the limit */
export async function readAll(stream: AsyncIterable<Uint8Array>, limit = 512 * 1024 * 1024): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.byteLength;
    if (size > limit) throw new Invalid(`The file is larger than ${limit} bytes`, [], 'too_large');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A Content-Disposition for a file that people save: ASCII name plus the full one (RFC 6266, RFC 8187). */
export function attachment(fileName: string): string {
  const clean = [...fileName.toWellFormed().replace(/[\u0000-\u001f\u007f/\\]/g, '_')].slice(0, 150).join('') || 'file';
  const ascii = clean.normalize('NFKD').replace(/[^\x20-\x7e]/g, '').replace(/["%;/\\]/g, '_') || 'file';
  const full = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return ascii === clean ? `attachment; filename="${ascii}"` : `attachment; filename="${ascii}"; filename*=UTF-8''${full}`;
}
