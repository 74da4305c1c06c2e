/** Answering with a document that was made for its reader alone. */
import { attachment } from '#platform/storage/storage.ts';

export function giveDocument(body: Uint8Array | string, { contentType, fileName }: { contentType: string; fileName: string }): Response {
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: { 'content-type': contentType, 'content-disposition': attachment(fileName), 'cache-control': 'no-store', 'x-robots-tag': 'noindex', 'referrer-policy': 'same-origin' },
  });
}
