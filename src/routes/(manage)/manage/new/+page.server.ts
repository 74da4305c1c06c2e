import { fail, redirect } from '@sveltejs/kit';
import { hasConfirmedEmail } from '#features/accounts/server/queries.ts';
import { createOrganizer, mayFound } from '#features/organizers/server/create-organizer.ts';
import { newOrganizerForm, ORGANIZER_LIMITS } from '#features/organizers/server/inputs.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { actor } = locals.ctx;
  if (actor.kind !== 'user') redirect(303, '/sign-in?next=%2Fmanage%2Fnew');
  return {
    mayFound: mayFound(locals.ctx),
    isConfirmed: await hasConfirmedEmail(locals.ctx, actor.userId),
    limits: ORGANIZER_LIMITS,
  };
};

export const actions: Actions = {
  default: async ({ request, locals }) => {
    if (locals.ctx.actor.kind !== 'user') redirect(303, '/sign-in?next=%2Fmanage%2Fnew');
    const result = await submitForm(locals, await request.formData(), newOrganizerForm, ({ name, slug }) =>
      createOrganizer(locals.ctx, { name, ...(slug ? { slug } : {}) }),
    );
    if (!result.ok) return fail(result.status, result.state);
    redirect(303, `/manage/${result.value.slug}`);
  },
};
