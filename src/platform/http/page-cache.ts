/**
 * Finished answers to anonymous readers, kept in memory until what they show changes.
 *
 * Each answer is tagged with what it depends on. Dropping a tag forgets its answers at once, and an answer whose making
 * began before the drop is not taken in afterwards: it may have read the old state.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { parseAccept } from 'hono/utils/accept';
import { LRUCache } from 'lru-cache';

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

export type Encoding = 'identity' | 'gzip' | 'br';

export type CachedAnswer = {
  status: number;
  /** Lower-case names; without length, encoding, etag and last-modified. */
  headers: [string, string][];
  body: Buffer;
  etag: string;
  /** HTTP date, '' when unknown. */
  lastModified: string;
  tags: string[];
  expiresAt: number;
  encoded: Partial<Record<Encoding, { body: Buffer; headers: string[] }>>;
};

/** A moment of the cache: compare with what was dropped since. */
export type CacheMoment = number;

const COMPRESSIBLE =
  /^(text\/|application\/(json|xml|javascript|calendar\+xml|ld\+json|rss\+xml|manifest\+json)|image\/svg)/;

export class PageCache {
  readonly #answers: LRUCache<string, CachedAnswer>;
  readonly #dropped = new Map<string, CacheMoment>();
  readonly #byTag = new Map<string, Set<string>>();
  readonly #limitBytes: number;
  #moment: CacheMoment = 1;
  #droppedAll: CacheMoment = 0;
  #enabled = true;
  hits = 0;
  misses = 0;

  constructor(limitBytes = 64 * 1024 * 1024) {
    this.#limitBytes = limitBytes;
    this.#answers = new LRUCache({
      maxSize: limitBytes,
      sizeCalculation: weight,
      perf: Date,
      dispose: ({ tags }, key) => {
        for (const tag of tags) this.#byTag.get(tag)?.delete(key);
      },
    });
  }

  /**
   * While off, nothing is kept or given: for the time in which changes of others cannot be heard. What was begun in
   * that time is not kept afterwards either.
   */
  setEnabled(enabled: boolean): void {
    this.#enabled = enabled;
    this.dropAll();
  }

  get(key: string): CachedAnswer | undefined {
    return this.#answers.get(key);
  }

  /** Call before reading what the answer is made of. */
  begin(): CacheMoment {
    return this.#moment;
  }

  /**
   * Keeps an answer unless one of its tags was dropped since `begun`. Returns the answer as it would be served either
   * way.
   */
  put(key: string, begun: CacheMoment, answer: CachedAnswer): CachedAnswer {
    const stale = this.#droppedAll >= begun || answer.tags.some((tag) => (this.#dropped.get(tag) ?? 0) >= begun);
    if (stale || !this.#enabled || answer.body.byteLength > this.#limitBytes / 8) return answer;
    this.#answers.set(key, answer, { ttl: Math.max(1, answer.expiresAt - Date.now()) });
    for (const tag of answer.tags) {
      const keys = this.#byTag.get(tag);
      if (keys) keys.add(key);
      else this.#byTag.set(tag, new Set([key]));
    }
    return answer;
  }

  drop(tag: string): void {
    this.#dropped.set(tag, this.#moment);
    this.#moment += 1;
    for (const key of this.#byTag.get(tag) ?? []) this.#answers.delete(key);
    this.#byTag.delete(tag);
    if (this.#dropped.size > 10_000) {
      this.#droppedAll = this.#moment - 1;
      this.#dropped.clear();
    }
  }

  dropAll(): void {
    this.#droppedAll = this.#moment;
    this.#moment += 1;
    this.#answers.clear();
    this.#byTag.clear();
    this.#dropped.clear();
  }

  get size(): { answers: number; bytes: number } {
    return { answers: this.#answers.size, bytes: this.#answers.calculatedSize };
  }
}

function weight(answer: CachedAnswer): number {
  return answer.body.byteLength * 2 + 1024;
}

export type AnswerParts = {
  status?: number;
  headers: Record<string, string>;
  body: Buffer;
  lastModified?: number;
  tags?: string[];
  ttlMs?: number;
};

/** What belongs to the bytes that are sent, which are packed for each reader. */
const MADE_ANEW = ['content-length', 'content-encoding', 'etag', 'last-modified'];

/**
 * An answer with its validators: a strong ETag over the bytes, and Last-Modified where the moment of the last change is
 * known. Headers that say such of other bytes are left out.
 */
export function createAnswer(parts: AnswerParts): CachedAnswer {
  return {
    status: parts.status ?? 200,
    headers: Object.entries(parts.headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), value])
      .filter(([name]) => !MADE_ANEW.includes(name)),
    body: parts.body,
    etag: createHash('sha256').update(parts.body).digest('base64url').slice(0, 22),
    lastModified: parts.lastModified === undefined ? '' : new Date(parts.lastModified).toUTCString(),
    tags: parts.tags ?? [],
    expiresAt: Date.now() + (parts.ttlMs ?? 60_000),
    encoded: {},
  };
}

/** The answer's bytes and raw headers in an encoding, made on first use. */
export async function encodeAnswer(
  answer: CachedAnswer,
  encoding: Encoding,
): Promise<{ body: Buffer; headers: string[] }> {
  const known = answer.encoded[encoding];
  if (known) return known;
  const made = encodedHeaders(answer, encoding, await compress(answer.body, encoding));
  answer.encoded[encoding] = made;
  return made;
}

function compress(body: Buffer, encoding: Encoding): Promise<Buffer> | Buffer {
  if (encoding === 'br')
    return brotliAsync(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength },
    });
  if (encoding === 'gzip') return gzipAsync(body, { level: 6 });
  return body;
}

function encodedHeaders(answer: CachedAnswer, encoding: Encoding, body: Buffer): { body: Buffer; headers: string[] } {
  const headers = answer.headers.flat();
  headers.push(
    'content-length',
    String(body.byteLength),
    'etag',
    `"${answer.etag}${encoding === 'identity' ? '' : `-${encoding}`}"`,
  );
  if (answer.lastModified) headers.push('last-modified', answer.lastModified);
  if (encoding !== 'identity') headers.push('content-encoding', encoding);
  return { body, headers };
}

const encodings = new LRUCache<string, Encoding>({ max: 500 });

/** The best encoding for an Accept-Encoding header, among those worth it for the answer's type and size. */
export function chooseEncoding(answer: CachedAnswer, accepted: string | undefined): Encoding {
  if (!accepted || answer.body.byteLength < 900) return 'identity';
  const type = answer.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  return COMPRESSIBLE.test(type) ? acceptedEncoding(accepted) : 'identity';
}

/** The best encoding for an Accept-Encoding header. */
export function acceptedEncoding(accepted: string | undefined): Encoding {
  if (!accepted) return 'identity';
  let chosen = encodings.get(accepted);
  if (!chosen) {
    const offers = parseAccept(accepted.toLowerCase());
    const has = (name: string): boolean => offers.some(({ type, q }) => type === name && q > 0);
    chosen = has('br') ? 'br' : has('gzip') ? 'gzip' : 'identity';
    encodings.set(accepted, chosen);
  }
  return chosen;
}

/** Whether the reader's copy is still good (RFC 9110, section 13.2.2: If-None-Match wins over If-Modified-Since). */
export function isNotModified(
  answer: CachedAnswer,
  ifNoneMatch: string | undefined,
  ifModifiedSince: string | undefined,
): boolean {
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return true;
    return ifNoneMatch.split(',').some(
      (tag) =>
        tag
          .trim()
          .replace(/^W\//, '')
          .replace(/^"|"$/g, '')
          .replace(/-(gzip|br)$/, '') === answer.etag,
    );
  }
  if (ifModifiedSince === undefined || !answer.lastModified) return false;
  return Date.parse(ifModifiedSince) >= Date.parse(answer.lastModified);
}
