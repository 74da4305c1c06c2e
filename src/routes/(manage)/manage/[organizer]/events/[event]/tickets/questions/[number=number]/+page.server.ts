import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import type { Question } from '#features/questions/question.ts';
import { conditionOptions, questionEntries } from '#features/questions/question-form.ts';
import { archiveQuestion } from '#features/questions/server/archive-question.ts';
import { deleteQuestion } from '#features/questions/server/delete-question.ts';
import { questionForm } from '#features/questions/server/inputs.ts';
import { countAnswers, listQuestions, pickQuestion } from '#features/questions/server/queries.ts';
import { updateQuestion } from '#features/questions/server/update-question.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import { typeEntries } from '#features/tickets/ticket-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { submitEdit, submitForm } from '#platform/http/submit-form.ts';
import { z } from 'zod';
import type { Actions, PageServerLoad } from './$types';

const entriesOf = (question: Question, types: { number: number }[]): Record<string, string> => ({
  ...questionEntries(question),
  ...typeEntries(types, question.types ?? []),
});

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  const questions = await listQuestions(locals.ctx, scope);
  const question = pickQuestion(questions, params.number);
  const types = await listTicketTypes(locals.ctx, scope);
  const { label, archived } = question;
  return {
    label,
    archived,
    chosen: question.types ?? [],
    types,
    conditions: conditionOptions(questions, params.number, translator(locals.locale)),
    entries: entriesOf(question, types),
    answered: (await countAnswers(locals.ctx, scope)).get(params.number) ?? 0,
  };
};

const list = (params: { organizer: string; event: string }): string =>
  `/manage/${params.organizer}/events/${params.event}/tickets/questions`;

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: questionForm,
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) =>
        entriesOf(pickQuestion(await listQuestions(ctx, scope), params.number), await listTicketTypes(ctx, scope)),
      save: (ctx, change) => updateQuestion(ctx, scope, { number: params.number, change }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `${list(params)}#question-${params.number}`);
  },
  hide: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
    const done = await submitForm(
      locals,
      await request.formData(),
      z.object({ archived: z.enum(['yes', 'no']) }),
      ({ archived }) => archiveQuestion(locals.ctx, scope, { number: params.number, archived: archived === 'yes' }),
    );
    if (!done.ok) return fail(done.status, { ...done.state, entries: undefined });
    redirect(303, list(params));
  },
  delete: async ({ request, locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'delete-tickets');
    const done = await submitForm(locals, await request.formData(), z.object({}), () =>
      deleteQuestion(locals.ctx, scope, { number: params.number }),
    );
    if (!done.ok) return fail(done.status, { ...done.state, entries: undefined });
    redirect(303, list(params));
  },
};
