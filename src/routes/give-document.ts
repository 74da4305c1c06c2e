/** Answering with a document that was made for its reader alone. */
import { attachment } from '#platform/storage/storage.ts';
import { SECRET_PAGE } from './secret-page.ts';

export function giveDocument(
  body: Uint8Array | string,
  { contentType, fileName }: { contentType: string; fileName: string },
): Response {
  return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
    headers: { 'content-type': contentType, 'content-disposition': attachment(fileName), ...SECRET_PAGE },
  });
}
