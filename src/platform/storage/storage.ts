/**
 * The blob store: named bytes with their true type, on disk or on an S3 server. Keys are ours and cannot be guessed.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Invalid } from '../errors.ts';

export type StoredMeta = {
  contentType: string;
  /** RFC 6266 value: `attachment; filename="x.zip"`, '' for none. */
  disposition: string;
  /** RFC 9111 value: `public, max-age=31536000, immutable`, '' for none. */
  cacheControl: string;
  bytes: number;
  /**
   * SHA-256 in hex. What `put` answers always has it; '' is possible for an object that is read from an S3 server which
   * cannot note it beside an upload of several parts.
   */
  sha256: string;
};

export type PutOptions = { contentType: string; disposition?: string; cacheControl?: string };
/** First and last byte, both included. */
export type ByteRange = { first: number; last: number };
export type ListedObject = { key: string; bytes: number; modifiedAt: Date };
export type FoundObject = { body: Readable; meta: StoredMeta };

export type DownloadTerms = {
  seconds: number;
  /** Instead of the object's own. */
  disposition?: string;
};
/** What may be uploaded: exactly so many bytes. What they are is looked at afterwards (adoptUpload). */
export type UploadTerms = { seconds: number; bytes: number };
/** What the uploader does: one request with these headers and a body of the agreed length. */
export type SignedUpload = { method: 'PUT'; url: string; headers: Record<string, string> };

/** The type of what was uploaded by a link and not yet looked at. */
export const UPLOAD_TYPE = 'application/octet-stream';

/** Everything that fails because of the store itself throws `Unavailable`, which says what is wrong with it. */
export interface Storage {
  /**
   * Writes the whole object or nothing; an object of the same key is replaced at once. A stream is read no faster than
   * it can be written, its own failure is thrown as it is, and it is closed afterwards, also where it was not read to
   * its end.
   */
  put(key: string, body: Uint8Array | Readable, options: PutOptions): Promise<StoredMeta>;
  /**
   * The object, or undefined where there is none. The stream must be read or destroyed; it reads no faster than it is
   * read. `meta.bytes` is the length of the whole, also where a range was asked for.
   * @throws Invalid (code `range`) for a range that begins after the end
   */
  get(key: string, range?: ByteRange): Promise<FoundObject | undefined>;
  /** What is known of the object, without its bytes. */
  head(key: string): Promise<StoredMeta | undefined>;
  /** Removes it; no error where it is not there. */
  delete(key: string): Promise<void>;
  /** All objects whose key begins with `prefix`, in no certain order, fetched as they are asked for. */
  list(prefix?: string): AsyncIterable<ListedObject>;
  /**
   * An address that gives the object to whoever has it, until it expires. Relative to our own where the store is a
   * folder.
   */
  signDownload(key: string, terms: DownloadTerms): Promise<string>;
  /** An address that takes one object from whoever has it, until it expires. */
  signUpload(key: string, terms: UploadTerms): Promise<SignedUpload>;
  /** Removes what writes that died have left behind before `before`. Returns how many. */
  removeLeftovers(before: Date, dryRun?: boolean): Promise<number>;
  /** Whether the store can be reached. @throws Unavailable saying why not */
  check(): Promise<void>;
}

/** A fresh key under `folder` (`events/12`), keeping nothing of the file's name but a safe ending. 144 random bits. */
export function freshKey(folder: string, fileName = ''): string {
  const ending = /\.([A-Za-z0-9]{1,8})$/.exec(fileName)?.[1]?.toLowerCase();
  return checkKey(`${folder}/${randomBytes(18).toString('base64url')}${ending ? `.${ending}` : ''}`);
}

/** @throws Invalid for a key that could leave the store, or that a file system cannot name */
export function checkKey(key: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,199})*$/.test(key) && key.length <= 500)
    return key;
  throw new Invalid(`"${key}" is not a storage key`, [], 'storage_key');
}

/** Whether the store takes, gives back and forgets an object. @throws Unavailable saying what it cannot do */
export async function probeStorage(storage: Storage): Promise<void> {
  const key = freshKey('probe');
  await storage.check();
  await storage.put(key, Buffer.from('probe'), { contentType: 'text/plain' });
  const found = await storage.get(key);
  if (found) await readAll(found.body);
  await storage.delete(key);
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
  const ascii =
    clean
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace(/["%;/\\]/g, '_') || 'file';
  const full = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return ascii === clean
    ? `attachment; filename="${ascii}"`
    : `attachment; filename="${ascii}"; filename*=UTF-8''${full}`;
}
