import { loadEventPages } from '#features/events/server/load-event-pages.ts';
import { getOrganizer } from '#features/organizers/server/queries.ts';
import { getRuntime } from '#platform/runtime.ts';
import { showMarkup } from '#platform/show-markup.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  locals.shared = { tags: ['events'] };
  const organizer = await getOrganizer(ctx, params.slug);
  return {
    address: getRuntime().config.url,
    organizer: {
      slug: organizer.slug,
      name: organizer.name,
      descriptionHtml: await showMarkup(organizer.description),
      links: organizer.website
        ? [{ title: organizer.website.replace(/^https?:\/\//, ''), url: organizer.website }]
        : [],
      logo: organizer.logo,
    },
    ...(await loadEventPages(ctx, url.searchParams, { organizerId: organizer.id })),
  };
};
