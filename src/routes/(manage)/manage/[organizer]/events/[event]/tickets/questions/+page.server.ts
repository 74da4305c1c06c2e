import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { moveQuestionForm } from '#features/questions/server/inputs.ts';
import { moveQuestion } from '#features/questions/server/move-question.ts';
import { countAnswers, listQuestions } from '#features/questions/server/queries.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { readMoved } from '../read-moved.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  const questions = await listQuestions(locals.ctx, scope);
  return {
    questions,
    types: await listTicketTypes(locals.ctx, scope),
    answered: await countAnswers(locals.ctx, scope),
    moved: readMoved(url),
  };
};

export const actions: Actions = {
  move: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(locals, await request.formData(), moveQuestionForm, async (input) => ({
      ...input,
      ...(await moveQuestion(locals.ctx, scope, input)),
    }));
    if (!done.ok) return fail(done.status, { problem: done.state.message });
    const { question, move, stoodBehind } = done.value;
    const key = `question-${question}`;
    redirect(
      303,
      `/manage/${params.organizer}/events/${params.event}/tickets/questions?moved=${key}&from=${stoodBehind === null ? '' : `question-${stoodBehind}`}#${'step' in move ? `${key}-${move.step}` : key}`,
    );
  },
};
