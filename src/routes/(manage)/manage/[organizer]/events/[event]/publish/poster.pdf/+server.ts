import { authoriseEventOf } from '#features/events/server/policy.ts';
import { renderPoster } from '#features/events/server/render-poster.ts';
import { readHeaderPicture } from '#features/media/server/read-header-picture.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see');
  const { config, storage } = getRuntime();
  const picture = await readHeaderPicture(locals.ctx, storage, scope);
  const address = `${config.url}/e/${scope.slug}`;
  const { bytes, fileName, type } = await renderPoster(locals.ctx, scope, { address, format: 'pdf', picture });
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-disposition': `inline; filename="${fileName}"`,
      'cache-control': 'private, no-store',
    },
  });
};
