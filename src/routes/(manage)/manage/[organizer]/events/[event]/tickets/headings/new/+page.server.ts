import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { createHeading } from '#features/tickets/server/create-heading.ts';
import { headingForm } from '#features/tickets/server/inputs.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  await authoriseEventOf(locals.ctx, params, 'edit-tickets');
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitOnce(locals.ctx, { form: await request.formData(), schema: headingForm }, (ctx, values) =>
      createHeading(ctx, scope, values),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets#heading-${done.value?.number ?? ''}`);
  },
};
