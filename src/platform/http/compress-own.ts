/**
 * Compressing answers that are one reader's own (decision 0057).
 *
 * Whoever can have a page asked for with words of their own in it, and sees how long the compressed answer is, can find
 * out what else stands in it (BREACH). So an answer is compressed only where the request came from our own pages or was
 * typed by its reader, which browsers say in a header that no page can set; from a browser that does not say it, where
 * there is nothing of the request to repeat.
 */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { acceptedEncoding } from './page-cache.ts';

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

/** Below this there is nothing to gain. */
const LEAST_BYTES = 900;

export type AskedFor = {
  method: string;
  url: string;
  /** The header `sec-fetch-site`. */
  site: string | undefined;
  /** The header `accept-encoding`. */
  accepted: string | undefined;
};

/** Whether the length of the answer to this request can tell nobody but its reader anything. */
export function mayCompress({ method, url, site }: Omit<AskedFor, 'accepted'>, status: number): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return method === 'GET' && status === 200 && !url.includes('?');
}

/**
 * The answer compressed where that is safe and worth it, else as it is. Only pages: files are sent as they are read.
 */
export async function compressOwn(asked: AskedFor, response: Response): Promise<Response> {
  const { headers, status } = response;
  if (!response.body || headers.has('content-encoding')) return response;
  if (!(headers.get('content-type') ?? '').startsWith('text/html')) return response;
  headers.append('vary', 'accept-encoding, sec-fetch-site');
  const encoding = acceptedEncoding(asked.accepted);
  if (encoding === 'identity' || !mayCompress(asked, status)) return response;
  const body = Buffer.from(await response.arrayBuffer());
  const packed = body.byteLength < LEAST_BYTES ? body : await pack(body, encoding);
  if (packed !== body) headers.set('content-encoding', encoding);
  headers.set('content-length', String(packed.byteLength));
  const etag = headers.get('etag');
  // The same page in another encoding is other bytes.
  if (etag && !etag.startsWith('W/')) headers.set('etag', `W/${etag}`);
  return new Response(new Uint8Array(packed), { status, headers });
}

function pack(body: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  if (encoding === 'gzip') return gzipAsync(body, { level: 6 });
  const params = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength };
  return brotliAsync(body, { params });
}
