import { loadEventPages } from '#features/events/server/load-event-pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const pages = await loadEventPages(locals.ctx, url.searchParams);
  // A page beyond the last is not worth keeping.
  if (pages.upcoming?.page === 1 || pages.past?.events.length || pages.upcoming?.events.length) locals.shared = { tags: ['events'] };
  return pages;
};
