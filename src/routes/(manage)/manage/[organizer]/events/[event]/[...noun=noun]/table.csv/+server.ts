import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { NOUN_FACTS } from '#features/records/nouns.ts';
import { exportTable } from '#features/records/server/export-table.ts';
import { readListQuery } from '#features/records/list-query.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].see);
  const { page: _page, ...query } = readListQuery(url.searchParams);
  const table = await exportTable(locals.ctx, scope, params.noun, await getManagedEvent(locals.ctx, scope), query);
  return new Response(table, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${scope.slug}-${params.noun}.csv"`,
      'cache-control': 'private, no-cache',
    },
  });
};
