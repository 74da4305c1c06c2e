import { fail } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { remindersForm } from '#features/messages/server/inputs.ts';
import { getReminders, listTemplates } from '#features/messages/server/queries.ts';
import { updateReminders } from '#features/messages/server/update-reminders.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
  return { templates: await listTemplates(locals.ctx, scope), reminders: await getReminders(locals.ctx, scope) };
};

export const actions: Actions = {
  reminders: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
    const done = await submitForm(locals, await request.formData(), remindersForm, (settings) =>
      updateReminders(locals.ctx, scope, settings),
    );
    return done.ok ? { saved: true } : fail(done.status, { state: done.state });
  },
};
