import { fail, redirect } from '@sveltejs/kit';
import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { answerQuestions } from '#features/questions/server/answer-questions.ts';
import { getOrderSheet } from '#features/questions/server/queries.ts';
import { ANSWER_TYPES, takeAnswers } from '#features/questions/server/take-answers.ts';
import { Invalid } from '#platform/errors.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator, textKey } from '#platform/i18n/translate.ts';
import { z } from 'zod';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
  return {
    code: scope.code,
    sheet: await getOrderSheet(locals.ctx, scope),
    accept: ANSWER_TYPES,
    tooLarge: url.searchParams.has('too-large'),
  };
};

export const actions: Actions = {
  default: async ({ locals, params, request }) => {
    const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
    const form = await request.formData();
    const taken = await takeAnswers(locals.ctx, scope, form);
    const t = translator(locals.locale);
    const problems = taken.problems.map(({ field, key, values }) => ({
      where: field,
      message: t(textKey(key), values),
    }));
    const done = await submitForm(locals, form, z.object({}), async () => {
      if (problems.length > 0) throw new Invalid('invalid.fields', problems);
      await answerQuestions(locals.ctx, scope, taken.answers);
    });
    if (!done.ok) return fail(done.status, { ...done.state, entries: taken.entries });
    redirect(303, `/manage/${params.organizer}/events/${params.event}/orders/${params.code}`);
  },
};
