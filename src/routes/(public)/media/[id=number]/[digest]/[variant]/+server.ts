import { endingFormat } from '#features/media/picture.ts';
import { getPublicVariant } from '#features/media/server/queries.ts';
import { serveFile } from '../../../../../serve-file.ts';
import type { RequestHandler } from './$types';

/** One size of a picture: `speaker-large.avif`. */
export const GET: RequestHandler = async ({ locals, params, request }) => {
  const [, name = '', ending = ''] = /^([a-z-]+)\.([a-z]+)$/.exec(params.variant) ?? [];
  const variant = await getPublicVariant(locals.ctx, {
    id: params.id,
    digest: params.digest,
    name,
    format: endingFormat(ending) ?? '',
  });
  return serveFile(request, variant, params.variant);
};
