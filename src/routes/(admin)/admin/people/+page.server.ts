import { listPeople } from '#features/accounts/server/find-people.ts';
import { readListQuery } from '../read-list-query.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const query = readListQuery(url);
  return { ...query, ...(await listPeople(locals.ctx, query)) };
};
