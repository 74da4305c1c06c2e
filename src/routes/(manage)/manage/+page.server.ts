import { redirect } from '@sveltejs/kit';
import { mayFound } from '#features/organizers/server/create-organizer.ts';
import { listOwnOrganizers } from '#features/organizers/server/queries.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  if (locals.ctx.actor.kind !== 'user') redirect(303, '/sign-in?next=%2Fmanage');
  const organizers = await listOwnOrganizers(locals.ctx);
  if (organizers.length === 1 && organizers[0] && !url.searchParams.has('all'))
    redirect(303, `/manage/${organizers[0].slug}`);
  return { organizers, mayFound: mayFound(locals.ctx) };
};
