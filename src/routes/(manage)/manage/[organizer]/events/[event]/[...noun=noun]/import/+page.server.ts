import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { NOUN_FACTS } from '#features/records/nouns.ts';
import { importTable, previewTable } from '#features/records/server/import-table.ts';
import { readTableText } from '#features/records/server/read-table.ts';
import { Conflict, Invalid, wordError } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].add);
  return { noun: params.noun };
};

export const actions: Actions = {
  /** Says what the table would do; it travels along as text, and nothing is kept of it. */
  read: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, NOUN_FACTS[params.noun].add);
    const file = (await request.formData()).get('file');
    if (!(file instanceof File) || file.size === 0)
      return fail(422, {
        problem: translator(locals.locale)('records.import.chooseFile'),
        changed: '',
        text: '',
        preview: null,
      });
    try {
      const text = readTableText(new Uint8Array(await file.arrayBuffer()));
      const { timeZone, currency } = await getManagedEvent(ctx, scope);
      return {
        problem: '',
        changed: '',
        text,
        preview: await previewTable(ctx, scope, params.noun, { text, timeZone, currency }),
      };
    } catch (error) {
      if (error instanceof Invalid)
        return fail(422, {
          problem: [
            wordError(error, locals.locale),
            ...error.problems
              .map(({ message }) => message)
              .filter((message) => message !== wordError(error, locals.locale)),
          ].join('. '),
          changed: '',
          text: '',
          preview: null,
        });
      throw error;
    }
  },
  run: async ({ request, locals, params, url }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, NOUN_FACTS[params.noun].add);
    const form = await request.formData();
    const { timeZone, currency } = await getManagedEvent(ctx, scope);
    const input = {
      text: String(form.get('text') ?? ''),
      timeZone,
      currency,
      digest: String(form.get('digest') ?? ''),
    };
    try {
      const done = await importTable(ctx, scope, params.noun, input);
      redirect(303, `${url.pathname.replace(/\/import$/, '')}?edit=${done.editId ?? ''}`);
    } catch (error) {
      if (error instanceof Invalid)
        return fail(422, { problem: wordError(error, locals.locale), changed: '', text: '', preview: null });
      if (error instanceof Conflict)
        return fail(409, {
          problem: '',
          changed: wordError(error, locals.locale),
          text: input.text,
          preview: await previewTable(ctx, scope, params.noun, input),
        });
      throw error;
    }
  },
};
