/** The web side of signed links to a store that is a folder: downloads and uploads at /files/. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FoyerError, TooLarge } from '../errors.ts';
import { english } from '../i18n/problem.ts';
import { answerObject } from './answer-object.ts';
import { type LinkTerms, readLink, SIGNED_PATH } from './sign-link.ts';
import { attachment, type Storage, UPLOAD_TYPE } from './storage.ts';

/** `secret` is what the store signs with. */
export type SignedPlace = { storage: Storage; secret: string };

/**
 * Answers what goes to /files/; false for every other address. A link is good for its method and object, until it
 * expires.
 */
export async function answerSigned(place: SignedPlace, req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  if (!req.url?.startsWith(SIGNED_PATH)) return false;
  try {
    const terms = readLink(place.secret, new URL(req.url, 'http://localhost'), Date.now());
    if (terms.method === 'PUT' && req.method === 'PUT') await takeUpload(place.storage, terms, req, res);
    else if (terms.method === 'GET' && (req.method === 'GET' || req.method === 'HEAD'))
      await sendDownload(place.storage, terms, req, res);
    else {
      const allow = terms.method === 'GET' ? 'GET, HEAD' : 'PUT';
      refuse(res, 405, english({ code: 'method_not_allowed.link', values: { allow } }), { allow });
    }
  } catch (error) {
    if (!(error instanceof FoyerError)) throw error;
    refuse(res, error.status, error.message);
  }
  return true;
}

async function sendDownload(
  storage: Storage,
  { key, disposition }: LinkTerms & { method: 'GET' },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = req.headers;
  const request = { method: req.method as string, range, ifRange: ifRange as string | undefined, ifNoneMatch };
  const { status, headers, body } = await answerObject(storage, key, request, disposition ? { disposition } : {});
  if (status === 404) return refuse(res, 404, english({ code: 'not_found.file', values: {} }));
  try {
    res.writeHead(status, { 'cache-control': 'private, no-cache', ...headers });
    if (!body) return void res.end();
    await pipeline(body, res).catch(() => res.destroy());
  } finally {
    body?.destroy();
  }
}

/** The length is agreed beforehand, so a body that is longer or shorter never becomes an object. */
async function takeUpload(
  storage: Storage,
  { key, bytes }: LinkTerms & { method: 'PUT' },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { 'content-length': said, 'content-type': type } = req.headers;
  if (said === undefined) return refuse(res, 411, english({ code: 'length_required.link', values: { bytes } }));
  if (Number(said) > bytes) throw new TooLarge('too_large.link', { bytes, sent: said });
  if (Number(said) !== bytes)
    return refuse(res, 422, english({ code: 'length_differs.link', values: { bytes, sent: said } }));
  if (type !== UPLOAD_TYPE)
    return refuse(res, 415, english({ code: 'unsupported_media_type.link', values: { type: UPLOAD_TYPE } }));
  // The store closes what it is given; whoever uploads is still to hear why it was not kept.
  const body = Readable.from(req.iterator({ destroyOnReturn: false }));
  const meta = await storage.put(key, body, { contentType: UPLOAD_TYPE, disposition: attachment('') });
  res.writeHead(201, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  res.end(`${JSON.stringify({ bytes: meta.bytes, sha256: meta.sha256 })}\n`);
}

/** What was not read of the body goes with the connection. */
function refuse(res: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    connection: 'close',
    ...headers,
  });
  res.end(`${message}\n`);
}
