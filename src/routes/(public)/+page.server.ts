import { loadEventPages } from '#features/events/server/load-event-pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  locals.shared = { tags: ['events'] };
  return loadEventPages(locals.ctx, url.searchParams);
};
