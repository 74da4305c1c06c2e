import { fail, redirect } from '@sveltejs/kit';
import { createOrganizer } from '#features/organizers/server/create-organizer.ts';
import { listOwnOrganizers } from '#features/organizers/server/queries.ts';
import { Invalid } from '#platform/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { actor } = await parent();
  /** Where a sign-in link leads that was used before, or came too late. */
  const linkFailed = !actor && url.searchParams.has('error');
  if (!actor) return { organizers: [], linkFailed };
  const organizers = await listOwnOrganizers(locals.ctx);
  if (organizers.length === 1 && organizers[0] && !url.searchParams.has('all')) redirect(303, `/manage/${organizers[0].slug}`);
  return { organizers, linkFailed };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    const name = String((await request.formData()).get('name') ?? '');
    try {
      const { slug } = await createOrganizer(locals.ctx, { name });
      redirect(303, `/manage/${slug}`);
    } catch (error) {
      if (error instanceof Invalid) return fail(422, { name, problem: error.message });
      throw error;
    }
  },
};
