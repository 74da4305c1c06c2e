import { listAllOrganizers } from '#features/organizers/server/queries.ts';
import { readListQuery } from '../read-list-query.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const query = readListQuery(url);
  return { ...query, ...(await listAllOrganizers(locals.ctx, query)) };
};
