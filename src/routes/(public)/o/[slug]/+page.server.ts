import { listPublicEvents } from '#features/events/server/queries.ts';
import { getOrganizer } from '#features/organizers/server/queries.ts';
import { renderMarkup } from '#platform/markup.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  locals.shared = { tags: ['events'] };
  const organizer = await getOrganizer(ctx, params.slug);
  const wish = { organizerId: organizer.id };
  return {
    organizer: {
      slug: organizer.slug,
      name: organizer.name,
      descriptionHtml: renderMarkup(organizer.description),
      links: organizer.website ? [{ title: organizer.website.replace(/^https?:\/\//, ''), url: organizer.website }] : [],
      logo: organizer.logo,
    },
    upcoming: await listPublicEvents(ctx, { ...wish, when: 'upcoming' }),
    past: await listPublicEvents(ctx, { ...wish, when: 'past' }),
  };
};
