import { loadEventFilter, loadEventPages } from '#features/events/server/load-event-pages.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  locals.shared = { tags: ['events'] };
  const filter = await loadEventFilter(locals.ctx, url.searchParams);
  const of = { ...(filter.type && { type: filter.type.name }), ...(filter.topic && { topic: filter.topic.name }) };
  return { filter, address: getRuntime().config.url, ...(await loadEventPages(locals.ctx, url.searchParams, of)) };
};
