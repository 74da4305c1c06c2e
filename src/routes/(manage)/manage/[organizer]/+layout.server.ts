import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { getOrganizer } from '#features/organizers/server/queries.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params }) => {
  await authoriseOrganizer(locals.ctx, params.organizer, 'see');
  const { slug, name } = await getOrganizer(locals.ctx, params.organizer);
  return { organizer: { slug, name } };
};
