import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { BLANK_QUESTION } from '#features/questions/question.ts';
import { conditionOptions, questionEntries } from '#features/questions/question-form.ts';
import { createQuestion } from '#features/questions/server/create-question.ts';
import { questionForm } from '#features/questions/server/inputs.ts';
import { listQuestions } from '#features/questions/server/queries.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import { translator } from '#platform/i18n/translate.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  return {
    types: await listTicketTypes(locals.ctx, scope),
    conditions: conditionOptions(await listQuestions(locals.ctx, scope), null, translator(locals.locale)),
    entries: questionEntries(BLANK_QUESTION),
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitOnce(locals.ctx, { form: await request.formData(), schema: questionForm }, (ctx, values) =>
      createQuestion(ctx, scope, values),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(
      303,
      `/manage/${params.organizer}/events/${params.event}/tickets/questions#question-${done.value?.number ?? ''}`,
    );
  },
};
