import { getPublicMedia } from '#features/media/server/queries.ts';
import { redirect } from '@sveltejs/kit';
import { serveFile } from '../../../../serve-file.ts';
import type { RequestHandler } from './$types';

/** An original, or where it tells more than it should, the address of a size that does not. */
export const GET: RequestHandler = async ({ locals, params, request }) => {
  const media = await getPublicMedia(locals.ctx, params.id, params.digest);
  if (media.instead) redirect(302, media.instead);
  return serveFile(request, media, media.fileName.split('/').at(-1) ?? 'file');
};
