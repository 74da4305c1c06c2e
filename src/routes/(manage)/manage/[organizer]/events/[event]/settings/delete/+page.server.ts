import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { BIN_DAYS } from '#features/events/event.ts';
import { deleteEvent } from '#features/events/server/delete-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { confirmedBy } from '../confirmed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  await authoriseEventOf(locals.ctx, params, 'delete');
  return { binDays: BIN_DAYS };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'delete');
    const { name } = await getManagedEvent(ctx, scope);
    const sent = await submitForm(locals, await request.formData(), z.object({ confirm: confirmedBy(name) }), () =>
      deleteEvent(ctx, scope),
    );
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, `/manage/${params.organizer}?deleted=${params.event}`);
  },
};
