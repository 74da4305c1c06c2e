import { pageEvents } from '#features/events/server/page-events.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const pages = await pageEvents(locals.ctx, url.searchParams);
  // A page beyond the last is not worth keeping.
  if (pages.upcoming?.page === 1 || pages.past?.events.length || pages.upcoming?.events.length) locals.shared = { tags: ['events'] };
  return pages;
};
