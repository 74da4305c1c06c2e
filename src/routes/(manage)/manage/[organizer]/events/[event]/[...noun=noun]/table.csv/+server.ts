import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/queries.ts';
import { exportTable } from '#features/records/server/export-table.ts';
import { readWish } from '#features/records/wish.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-programme');
  const { page: _page, ...wish } = readWish(url.searchParams);
  const table = await exportTable(locals.ctx, scope, params.noun, await getManagedEvent(locals.ctx, scope), wish);
  return new Response(table, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${scope.slug}-${params.noun}.csv"`,
      'cache-control': 'private, no-cache',
    },
  });
};
