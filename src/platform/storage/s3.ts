/** The blob store on a server that speaks S3. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type MultipartUpload,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Settings } from '../config.ts';
import { FoyerError, Invalid, Unavailable } from '../errors.ts';
import {
  type ByteRange,
  checkKey,
  type FoundObject,
  type ListedObject,
  type PutOptions,
  sha256,
  type Storage,
  type StoredMeta,
  UPLOAD_TYPE,
} from './storage.ts';

export type S3Options = {
  /** How long the server may take to begin its answer, in milliseconds. A request is tried three times. */
  timeoutMs?: number;
};

/** The protocol wants parts of 5 MiB or more; two of these are in memory at a time. */
const PART_BYTES = 8 * 1024 * 1024;
/** The largest object that can be copied in one request. */
const COPY_LIMIT = 5 * 1024 ** 3;
/** A signed link is good for a week at most, says the protocol. */
const LINK_SECONDS = 7 * 24 * 3600;
const TIMEOUT_MS = 60_000;
const CONNECT_MS = 5000;

type Where = { Bucket: string; Key: string };
type Store = { client: S3Client; settings: S3Settings };

/**
 * A store in one bucket. Checksums that some servers mishandle are sent only where the protocol demands them.
 * The SHA-256 travels as the object's own metadata.
 */
export function createS3Storage(settings: S3Settings, options: S3Options = {}): Storage {
  const { timeoutMs = TIMEOUT_MS } = options;
  const client = new S3Client({
    region: settings.region,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_MS, timeoutMs),
      requestTimeout: timeoutMs,
      socketTimeout: 2 * timeoutMs,
      throwOnRequestTimeout: true,
    },
    ...(settings.endpoint ? { endpoint: settings.endpoint, forcePathStyle: true } : {}),
  });
  const store: Store = { client, settings };
  const where = (key: string): Where => ({ Bucket: settings.bucket, Key: checkKey(key) });
  return {
    put: async (key, body, putOptions) => {
      const place = where(key);
      return body instanceof Uint8Array
        ? explained(settings, () => putBytes(client, place, body, putOptions))
        : putStream(store, place, body, putOptions);
    },
    get: async (key, range) => {
      const place = where(key);
      const found = await explained(settings, () => getObject(client, place, range));
      return found && { ...found, body: explainedBody(settings, found.body) };
    },
    head: async (key) => {
      const place = where(key);
      return explained(settings, () => headObject(client, place));
    },
    delete: async (key) => {
      const place = where(key);
      await explained(settings, () => client.send(new DeleteObjectCommand(place)));
    },
    list: (prefix = '') => listObjects(store, prefix),
    signDownload: async (key, { seconds, disposition }) =>
      getSignedUrl(
        client,
        new GetObjectCommand({ ...where(key), ...(disposition ? { ResponseContentDisposition: disposition } : {}) }),
        { expiresIn: Math.min(seconds, LINK_SECONDS) },
      ),
    signUpload: async (key, { seconds, bytes }) => {
      const command = new PutObjectCommand({ ...where(key), ContentType: UPLOAD_TYPE, ContentLength: bytes });
      const url = await getSignedUrl(client, command, {
        expiresIn: Math.min(seconds, LINK_SECONDS),
        signableHeaders: new Set(['content-type', 'content-length', 'host']),
      });
      return { method: 'PUT', headers: { 'content-type': UPLOAD_TYPE }, url };
    },
    removeLeftovers: (before, dryRun = false) => explained(settings, () => abortUploads(store, before, dryRun)),
    check: async () => {
      await explained(settings, () => client.send(new HeadBucketCommand({ Bucket: settings.bucket })));
    },
  };
}

function metaOf(options: PutOptions, bytes: number, digest: string): StoredMeta {
  const { contentType, disposition = '', cacheControl = '' } = options;
  return { contentType, disposition, cacheControl, bytes, sha256: digest };
}

function headersOf({ contentType, disposition, cacheControl }: PutOptions) {
  return {
    ContentType: contentType,
    ...(disposition ? { ContentDisposition: disposition } : {}),
    ...(cacheControl ? { CacheControl: cacheControl } : {}),
  };
}

async function putBytes(client: S3Client, where: Where, body: Uint8Array, options: PutOptions): Promise<StoredMeta> {
  const meta = metaOf(options, body.byteLength, sha256(body));
  await client.send(
    new PutObjectCommand({
      ...where,
      ...headersOf(options),
      Body: body,
      ContentLength: body.byteLength,
      Metadata: { sha256: meta.sha256 },
    }),
  );
  return meta;
}

/** What fits into one part goes up in one request, whole or not at all. A failure of the source is thrown as it is. */
async function putStream(
  { client, settings }: Store,
  where: Where,
  body: Readable,
  options: PutOptions,
): Promise<StoredMeta> {
  const source = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    const begin: Buffer[] = [];
    let size = 0;
    while (size <= PART_BYTES) {
      const { done, value } = await source.next();
      if (done) return await explained(settings, () => putBytes(client, where, Buffer.concat(begin), options));
      begin.push(value);
      size += value.byteLength;
    }
    return await putParts({ client, settings }, where, { begin, source }, options);
  } finally {
    body.destroy();
  }
}

/** An upload that breaks off is taken back, and what was there before stays. */
async function putParts(
  { client, settings }: Store,
  where: Where,
  { begin, source }: { begin: Buffer[]; source: AsyncIterator<Buffer> },
  options: PutOptions,
): Promise<StoredMeta> {
  const hash = createHash('sha256');
  let bytes = 0;
  let failure: { error: unknown } | undefined;
  const read = (): Promise<IteratorResult<Buffer>> =>
    source.next().catch((error) => {
      failure = { error };
      throw error;
    });
  const counted = async function* (): AsyncGenerator<Buffer> {
    const count = (part: Buffer): Buffer => {
      hash.update(part);
      bytes += part.byteLength;
      return part;
    };
    for (let part = begin.shift(); part; part = begin.shift()) yield count(part);
    for (let next = await read(); !next.done; next = await read()) yield count(next.value);
  };
  const upload = new Upload({
    client,
    params: {
      ...where,
      ...headersOf(options),
      Body: Readable.from(counted(), { objectMode: false, highWaterMark: 64 * 1024 }),
    },
    partSize: PART_BYTES,
    queueSize: 1,
    leavePartsOnError: false,
  });
  try {
    await explained(settings, () => upload.done());
  } catch (error) {
    throw failure ? failure.error : error;
  }
  const meta = metaOf(options, bytes, hash.digest('hex'));
  await noteDigest(client, where, meta);
  return meta;
}

/** The digest is known only after the last part; the server then copies the object onto itself with it, if it can. */
async function noteDigest(client: S3Client, where: Where, meta: StoredMeta): Promise<void> {
  if (meta.bytes > COPY_LIMIT) return;
  const copy = new CopyObjectCommand({
    ...where,
    ...headersOf(meta),
    CopySource: `${where.Bucket}/${where.Key}`,
    MetadataDirective: 'REPLACE',
    Metadata: { sha256: meta.sha256 },
  });
  await client.send(copy).catch(() => {});
}

type ObjectHead = {
  ContentType?: string;
  ContentDisposition?: string;
  CacheControl?: string;
  ContentRange?: string;
  ContentLength?: number;
  Metadata?: Record<string, string>;
};

function metaFrom(found: ObjectHead): StoredMeta {
  return {
    contentType: found.ContentType ?? 'application/octet-stream',
    disposition: found.ContentDisposition ?? '',
    cacheControl: found.CacheControl ?? '',
    bytes: Number(/\/(\d+)$/.exec(found.ContentRange ?? '')?.[1] ?? found.ContentLength ?? 0),
    sha256: found.Metadata?.sha256 ?? '',
  };
}

async function getObject(client: S3Client, where: Where, range?: ByteRange): Promise<FoundObject | undefined> {
  try {
    const found = await client.send(
      new GetObjectCommand({ ...where, ...(range ? { Range: `bytes=${range.first}-${range.last}` } : {}) }),
    );
    return { body: found.Body as Readable, meta: metaFrom(found as ObjectHead) };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    if ((error as Error).name === 'InvalidRange')
      throw new Invalid(`The object has no bytes from ${range?.first} on`, [], 'range');
    throw error;
  }
}

/** The answer to HEAD has no words: only GET tells a missing object from a missing bucket. */
async function headObject(client: S3Client, where: Where): Promise<StoredMeta | undefined> {
  try {
    return metaFrom((await client.send(new HeadObjectCommand(where))) as ObjectHead);
  } catch (error) {
    if ((error as Error).name !== 'NotFound') throw error;
    const found = await getObject(client, where);
    found?.body.destroy();
    return found?.meta;
  }
}

async function* listObjects({ client, settings }: Store, prefix: string): AsyncGenerator<ListedObject> {
  let ContinuationToken: string | undefined;
  do {
    const request = { Bucket: settings.bucket, Prefix: prefix, ...(ContinuationToken ? { ContinuationToken } : {}) };
    const page = await explained(settings, () => client.send(new ListObjectsV2Command(request)));
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? [])
      yield { key: Key, bytes: Size, modifiedAt: LastModified ?? new Date() };
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken);
}

async function abortUploads({ client, settings }: Store, before: Date, dryRun: boolean): Promise<number> {
  let old = 0;
  for await (const { Key, UploadId, Initiated } of listUploads({ client, settings })) {
    if (Initiated === undefined || Initiated >= before) continue;
    if (!dryRun) await client.send(new AbortMultipartUploadCommand({ Bucket: settings.bucket, Key, UploadId }));
    old += 1;
  }
  return old;
}

/** Page by page, a thousand at a time as a rule. Where a server names the same next page again, the list ends. */
async function* listUploads({ client, settings }: Store): AsyncGenerator<MultipartUpload> {
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await client.send(new ListMultipartUploadsCommand({ Bucket: settings.bucket, ...marker }));
    yield* page.Uploads ?? [];
    const next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    if (
      !page.IsTruncated ||
      !next.KeyMarker ||
      (next.KeyMarker === marker.KeyMarker && next.UploadIdMarker === marker.UploadIdMarker)
    )
      return;
    marker = next;
  }
}

async function explained<T>(settings: S3Settings, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof FoyerError) throw cause;
    throw new Unavailable(
      `File storage at ${settings.endpoint ?? 'S3'} failed: ${reasonOf(settings, cause as Failure)}`,
      'storage',
      { cause },
    );
  }
}

/** What breaks off later is explained too. Whoever destroys the stream ends the connection. */
function explainedBody(settings: S3Settings, body: Readable): Readable {
  const parts = async function* (): AsyncGenerator<Buffer> {
    const source = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (
      let next = await explained(settings, () => source.next());
      !next.done;
      next = await explained(settings, () => source.next())
    )
      yield next.value;
  };
  const stream = Readable.from(parts(), { objectMode: false, highWaterMark: 64 * 1024 });
  return stream.once('close', () => body.destroy());
}

type Failure = Error & { code?: string; $metadata?: { httpStatusCode?: number } };

/** An answer without a body, as to HEAD, has no words of its own; its status says as much. */
function reasonOf(settings: S3Settings, { name, code, message, $metadata }: Failure): string {
  const status = $metadata?.httpStatusCode;
  if (name === 'NoSuchBucket' || name === 'NotFound') return `the bucket "${settings.bucket}" does not exist`;
  if (name === 'AccessDenied') return `S3_ACCESS_KEY_ID may not do that in the bucket "${settings.bucket}"`;
  if (status === 403) return 'the server refuses S3_ACCESS_KEY_ID with S3_SECRET_ACCESS_KEY';
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') return 'the server does not answer in time';
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH')
    return `the server is not there (${code})`;
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'the connection broke off';
  return status === undefined ? `${name}: ${message}` : `${name}: ${message} (${status})`;
}
