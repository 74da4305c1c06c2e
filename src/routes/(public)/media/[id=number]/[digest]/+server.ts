import { isPicture } from '#features/media/picture.ts';
import { getPublicMedia } from '#features/media/server/queries.ts';
import { attachment } from '#platform/storage/storage.ts';
import { redirect } from '@sveltejs/kit';
import { serveFile } from '../../../../serve-file.ts';
import type { RequestHandler } from './$types';

/** Pictures are shown; everything else is only ever saved, in a page that may do nothing. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const media = await getPublicMedia(locals.ctx, params.id, params.digest);
  if (media.instead) redirect(302, media.instead);
  const name = media.fileName.split('/').at(-1) ?? 'file';
  return serveFile(media, isPicture(media.contentType) ? 'inline' : attachment(name));
};
