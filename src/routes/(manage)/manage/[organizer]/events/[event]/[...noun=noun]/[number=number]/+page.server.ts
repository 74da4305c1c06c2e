import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { focalForm } from '#features/media/server/inputs.ts';
import { type ChosenPicture, findEventPicture } from '#features/media/server/queries.ts';
import { updateFocalPoint } from '#features/media/server/update-focal-point.ts';
import { NOUN_FACTS } from '#features/records/nouns.ts';
import { findPhotoId } from '#features/people/server/queries.ts';
import { recordSchema } from '#features/records/server/inputs.ts';
import { loadEditRights, mayEditRecord } from '#features/records/server/policy.ts';
import { getRecord, loadChoices } from '#features/records/server/queries.ts';
import { updateRecords } from '#features/records/server/update-records.ts';
import { removeRecordPicture, uploadRecordPicture } from '#features/records/server/upload-record-picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, TooLarge, wordError } from '#platform/errors.ts';
import { translator } from '#platform/i18n/translate.ts';
import type { FormState } from '#platform/http/form-state.ts';
import { baseOf, submitEdit, submitForm } from '#platform/http/submit-form.ts';
import { getRuntime } from '#platform/runtime.ts';
import { readForm } from '../submit-record.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
  const { ctx } = locals;
  const noun = params.noun;
  const scope = await authoriseEventOf(ctx, params, NOUN_FACTS[noun].see);
  const { managedEvent } = await parent();
  const record = await getRecord(ctx, scope, noun, managedEvent, params.number);
  const may = await loadEditRights(ctx, scope, noun, managedEvent.rights);
  const editable = mayEditRecord(may, noun, record);
  return {
    noun,
    record,
    photo: editable && noun === 'speakers' ? await findPhoto(ctx, scope, params.number) : null,
    choices: await loadChoices(ctx, scope, noun, true),
    editable,
    removable: may.remove,
  };
};

export const actions: Actions = {
  save: async ({ request, locals, params, url }) => {
    const noun = params.noun;
    const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[noun].edit);
    const { form, again } = await readForm(request, noun);
    if (again) return again;
    const { timeZone, currency } = await getManagedEvent(locals.ctx, scope);
    const t = translator(locals.locale);
    const place = { timeZone, currency, t, choices: await loadChoices(locals.ctx, scope, noun, true) };
    const done = await submitEdit(locals.ctx, {
      form,
      schema: recordSchema(noun, place),
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => (await getRecord(ctx, scope, noun, place, params.number)).entries,
      save: (ctx, values) =>
        updateRecords(ctx, scope, noun, { change: [{ number: params.number, values: kept(values, form) }] }),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `${url.pathname.replace(/\/\d+$/, '')}${done.value.editId ? `?edit=${done.value.editId}` : ''}`);
  },
  /** A photo or a logo takes the place of the one before. */
  picture: async ({ request, locals, params, url }) => {
    const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].add);
    const file = (await request.formData()).get('picture');
    if (!NOUN_FACTS[params.noun].picture || !(file instanceof File) || file.size === 0)
      return fail(422, refusedPicture(translator(locals.locale)('records.form.choosePicture')));
    try {
      await uploadRecordPicture(locals.ctx, scope, params.noun, {
        number: params.number,
        bytes: new Uint8Array(await file.arrayBuffer()),
        fileName: file.name,
        storage: getRuntime().storage,
      });
    } catch (error) {
      if (error instanceof Invalid || error instanceof TooLarge)
        return fail(error.status, refusedPicture(wordError(error, locals.locale)));
      throw error;
    }
    redirect(303, url.pathname);
  },
  /** What a crop of a photo keeps. */
  focus: async ({ request, locals, params, url }) => {
    const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].add);
    const photo = params.noun === 'speakers' ? await findPhoto(locals.ctx, scope, params.number) : null;
    const done = await submitForm(
      locals,
      await request.formData(),
      focalForm,
      async (focal) => photo && updateFocalPoint(locals.ctx, scope, { mediaId: photo.mediaId, focal }),
    );
    if (!done.ok) return fail(done.status, refusedPicture(Object.values(done.state.problems)[0] ?? done.state.message));
    redirect(303, url.pathname);
  },
  bare: async ({ locals, params, url }) => {
    const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].add);
    if (NOUN_FACTS[params.noun].picture)
      await removeRecordPicture(locals.ctx, scope, params.noun, { number: params.number });
    redirect(303, url.pathname);
  },
  delete: async ({ locals, params, url }) => {
    const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.noun].remove);
    const done = await updateRecords(locals.ctx, scope, params.noun, { remove: [params.number] });
    redirect(303, `${url.pathname.replace(/\/\d+$/, '')}?edit=${done.editId ?? ''}`);
  },
};

async function findPhoto(ctx: Ctx, scope: EventScope, number: number): Promise<ChosenPicture | null> {
  const mediaId = await findPhotoId(ctx, scope, number);
  return mediaId === null ? null : findEventPicture(ctx, scope, mediaId);
}

const refusedPicture = (problem: string): FormState => ({
  entries: {},
  problems: { picture: problem },
  message: '',
  conflicts: [],
});

/** A link left empty that was empty when the page was made leaves an uploaded file alone. */
function kept(values: Record<string, unknown>, form: FormData): Record<string, unknown> {
  const base = baseOf(form);
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => !(/^(slides|video)Url$/.test(name) && value === '' && !base[name]),
    ),
  );
}
