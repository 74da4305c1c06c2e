import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { checkPicture } from '#features/media/server/check-picture.ts';
import { NOUN_FACTS, type Noun, withUsualEnd } from '#features/records/nouns.ts';
import { newRecordsSchema } from '#features/records/server/inputs.ts';
import { loadChoices } from '#features/records/server/queries.ts';
import { updateRecords } from '#features/records/server/update-records.ts';
import { uploadRecordPicture } from '#features/records/server/upload-record-picture.ts';
import { Invalid, TooLarge, wordError } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import { entriesOf } from '#platform/http/submit-form.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import { getRuntime } from '#platform/runtime.ts';
import { readForm } from '../submit-record.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].add);
  return { noun: params.noun, choices: await loadChoices(locals.ctx, scope, params.noun, true) };
};

export const actions: Actions = {
  default: async ({ request, locals, params, url }) => {
    const { ctx } = locals;
    const noun = params.noun;
    const scope = await authoriseEventOf(ctx, params, NOUN_FACTS[noun].add);
    const { form, again } = await readForm(request, noun);
    if (again) return again;
    const { timeZone, currency } = await getManagedEvent(ctx, scope);
    const choices = await loadChoices(ctx, scope, noun, true);
    const schema = newRecordsSchema(noun, { timeZone, currency, choices, t: translator(locals.locale) });
    const picture = await readPicture(form, noun, locals.locale);
    if ('problem' in picture)
      return fail(422, {
        entries: entriesOf(form),
        problems: { picture: picture.problem },
        message: translator(locals.locale)('records.form.another'),
        conflicts: [],
      });
    const done = await submitOnce(ctx, { form, schema }, (ctx, records) =>
      updateRecords(ctx, scope, noun, { create: records.map((values) => withUsualEnd(values, choices.types)) }),
    );
    if (!done.ok) return fail(done.status, done.state);
    const [number] = done.value?.created ?? [];
    if (picture.file && number !== undefined)
      await uploadRecordPicture(ctx, scope, noun, { number, ...picture.file, storage: getRuntime().storage });
    const list = url.pathname.replace(/\/new$/, '');
    redirect(
      303,
      form.has('another')
        ? `${url.pathname}?added=${done.value?.created[0] ?? ''}`
        : done.value
          ? `${list}?edit=${done.value.editId ?? ''}`
          : list,
    );
  },
};

/** The picture that came along, looked at before anything is written; nothing where none was chosen. */
async function readPicture(
  form: FormData,
  noun: Noun,
  locale: string,
): Promise<{ file?: { bytes: Uint8Array; fileName: string } } | { problem: string }> {
  const file = form.get('picture');
  if (!NOUN_FACTS[noun].picture || !(file instanceof File) || file.size === 0) return {};
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    await checkPicture(bytes);
  } catch (error) {
    if (error instanceof Invalid || error instanceof TooLarge)
      return { problem: `${file.name}: ${wordError(error, locale)}` };
    throw error;
  }
  return { file: { bytes, fileName: file.name } };
}
