import { Readable } from 'node:stream';
import { isPicture } from '#features/media/picture.ts';
import { getPublicMedia } from '#features/media/server/queries.ts';
import { getRuntime } from '#platform/runtime.ts';
import { attachment } from '#platform/storage/storage.ts';
import { error } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** Pictures are shown; everything else is only ever saved, in a page that may do nothing. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const media = await getPublicMedia(locals.ctx, params.id, params.digest);
  const stored = await getRuntime().storage.get(media.storageKey);
  if (!stored) error(404, 'There is no such file');
  const name = media.fileName.split('/').at(-1) ?? 'file';
  return new Response(Readable.toWeb(stored.body) as ReadableStream, {
    headers: {
      'content-type': media.contentType,
      'content-length': String(media.bytes),
      'content-disposition': isPicture(media.contentType) ? 'inline' : attachment(name),
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'public, max-age=31536000, immutable',
    },
  });
};
