/** Handing out stored files. Their addresses name their content, so readers may keep them for ever. */
import { Readable } from 'node:stream';
import { getRuntime } from '#platform/runtime.ts';
import { error } from '@sveltejs/kit';

export type ServedFile = { storageKey: string; contentType: string; bytes: number; isPublic: boolean };

/** The file as an answer that may do nothing in a page. */
export async function serveFile(file: ServedFile, disposition: string): Promise<Response> {
  const stored = await getRuntime().storage.get(file.storageKey);
  if (!stored) error(404, 'There is no such file');
  return new Response(Readable.toWeb(stored.body) as ReadableStream, {
    headers: {
      'content-type': file.contentType,
      'content-length': String(file.bytes),
      'content-disposition': disposition,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': file.isPublic ? 'public, max-age=31536000, immutable' : 'private, no-cache',
    },
  });
}
