/** Addresses on an S3 server that carry their own permission: AWS Signature Version 4 in the query. */
import { createHash, createHmac } from 'node:crypto';
import type { S3Settings } from '../config.ts';

export type S3Link = {
  method: 'GET' | 'PUT';
  key: string;
  /** At most seven days, says the protocol. */
  seconds: number;
  /** Headers that the request must have, exactly so. Names in lower case. */
  headers?: Record<string, string>;
  /** What the answer shall say instead of the object's own: `response-content-disposition` and its like. */
  query?: Record<string, string>;
};

/**
 * The address, valid from `now` (in milliseconds) on.
 * Source: AWS Signature Version 4, "Authenticating Requests: Using Query Parameters".
 */
export function signS3Url(settings: S3Settings, link: S3Link, now: number): string {
  const base = objectUrl(settings, link.key);
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${time.slice(0, 8)}/${settings.region}/s3/aws4_request`;
  const headers = Object.entries({ ...link.headers, host: base.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = headers.map(([name]) => name).join(';');
  const query = canonicalQuery({
    ...link.query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${settings.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(Math.min(link.seconds, 7 * 24 * 3600)),
    'X-Amz-SignedHeaders': names,
  });
  const request = [
    link.method,
    base.pathname,
    query,
    ...headers.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    names,
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(request).digest('hex')].join('\n');
  const signature = createHmac('sha256', signingKey(settings, time.slice(0, 8)))
    .update(text)
    .digest('hex');
  return `${base.href}?${query}&X-Amz-Signature=${signature}`;
}

/**
 * Where a server is named, the bucket is part of the path; at AWS it is part of the host, whose first region has no
 * name.
 */
function objectUrl({ endpoint, bucket, region }: S3Settings, key: string): URL {
  if (endpoint) return new URL(`${endpoint}/${bucket}/${key}`);
  return new URL(`https://${bucket}.s3${region === 'us-east-1' ? '' : `.${region}`}.amazonaws.com/${key}`);
}

function canonicalQuery(values: Record<string, string>): string {
  const pairs = Object.entries(values).map(([name, value]) => [encode(name), encode(value)] as const);
  return pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

/** Everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signingKey({ secretAccessKey, region }: S3Settings, day: string): Buffer {
  const chain = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return chain(chain(chain(chain(`AWS4${secretAccessKey}`, day), region), 's3'), 'aws4_request');
}
