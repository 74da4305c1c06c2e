import { redirect } from '@sveltejs/kit';
import { authoriseOrganizer, listRights } from '#features/organizers/server/policy.ts';
import { getOrganizer, hasOtherOrganizers } from '#features/organizers/server/queries.ts';
import { mailIsKept } from '#platform/runtime.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, params, url }) => {
  if (locals.ctx.actor.kind === 'nobody') redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'see');
  const { slug, name } = await getOrganizer(locals.ctx, params.organizer);
  const hasOthers = await hasOtherOrganizers(locals.ctx, scope);
  return {
    hasOthers,
    organizer: { slug, name },
    rights: await listRights(locals.ctx, scope),
    mailIsKept: mailIsKept(),
  };
};
