/** The blob store on a server that speaks S3. */
import type { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { S3Settings } from '../config.ts';
import { Unavailable } from '../errors.ts';
import { type ByteRange, checkKey, type PutOptions, sha256, type Storage, type StoredMeta } from './storage.ts';

/**
 * A store in one bucket. Checksums that some servers mishandle are sent only where the protocol demands them.
 * The SHA-256 and the length travel as the object's own metadata.
 */
export function createS3Storage(settings: S3Settings): Storage {
  const client = new S3Client({
    region: settings.region,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    ...(settings.endpoint ? { endpoint: settings.endpoint, forcePathStyle: true } : {}),
  });
  const where = (key: string) => ({ Bucket: settings.bucket, Key: checkKey(key) });
  return {
    put: async (key, body, options) => {
      const place = where(key);
      return explained(settings, () => (body instanceof Uint8Array ? putBytes(client, place, body, options) : putStream(client, place, body, options)));
    },
    get: async (key, range) => {
      const place = where(key);
      return explained(settings, () => getObject(client, place, range));
    },
    delete: async (key) => {
      const place = where(key);
      await explained(settings, () => client.send(new DeleteObjectCommand(place)));
    },
    check: async () => {
      await explained(settings, () => client.send(new HeadBucketCommand({ Bucket: settings.bucket })));
    },
  };
}

type Where = { Bucket: string; Key: string };

async function putBytes(client: S3Client, where: Where, body: Uint8Array, options: PutOptions): Promise<StoredMeta> {
  const meta: StoredMeta = { contentType: options.contentType, disposition: options.disposition ?? '', bytes: body.byteLength, sha256: sha256(body) };
  await client.send(
    new PutObjectCommand({
      ...where,
      Body: body,
      ContentLength: body.byteLength,
      ContentType: meta.contentType,
      ...(meta.disposition ? { ContentDisposition: meta.disposition } : {}),
      Metadata: { sha256: meta.sha256 },
    }),
  );
  return meta;
}

/** A stream of unknown length goes up in parts of 8 MiB; an upload that breaks off leaves nothing. */
async function putStream(client: S3Client, where: Where, body: Readable, options: PutOptions): Promise<StoredMeta> {
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256');
  let bytes = 0;
  const { PassThrough } = await import('node:stream');
  const counted = body.pipe(new PassThrough());
  body.on('error', (error) => counted.destroy(error));
  counted.on('data', (part: Buffer) => {
    hash.update(part);
    bytes += part.byteLength;
  });
  counted.pause();
  const upload = new Upload({
    client,
    params: { ...where, Body: counted, ContentType: options.contentType, ...(options.disposition ? { ContentDisposition: options.disposition } : {}) },
    partSize: 8 * 1024 * 1024,
    queueSize: 1,
    leavePartsOnError: false,
  });
  await upload.done();
  return { contentType: options.contentType, disposition: options.disposition ?? '', bytes, sha256: hash.digest('hex') };
}

async function getObject(client: S3Client, where: Where, range?: ByteRange): Promise<{ body: Readable; meta: StoredMeta } | undefined> {
  try {
    const found = await client.send(new GetObjectCommand({ ...where, ...(range ? { Range: `bytes=${range.first}-${range.last}` } : {}) }));
    const meta: StoredMeta = {
      contentType: found.ContentType ?? 'application/octet-stream',
      disposition: found.ContentDisposition ?? '',
      bytes: Number(/\/(\d+)$/.exec(found.ContentRange ?? '')?.[1] ?? found.ContentLength ?? 0),
      sha256: found.Metadata?.sha256 ?? '',
    };
    return { body: found.Body as Readable, meta };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

async function explained<T>(settings: S3Settings, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Unavailable(`File storage at ${settings.endpoint ?? 'S3'} failed: ${reasonOf(settings, cause as Failure)}`, 'storage', { cause });
  }
}

type Failure = Error & { $metadata?: { httpStatusCode?: number } };

/** An answer without a body, as to HEAD, has no words of its own; its status says as much. */
function reasonOf(settings: S3Settings, { name, message, $metadata }: Failure): string {
  const status = $metadata?.httpStatusCode;
  if (name === 'NoSuchBucket' || name === 'NotFound') return `the bucket "${settings.bucket}" does not exist`;
  if (status === 403) return 'the server refuses S3_ACCESS_KEY_ID with S3_SECRET_ACCESS_KEY';
  return status === undefined ? `${name}: ${message}` : `${name}: ${message} (${status})`;
}
