import { basicsFields } from '#features/events/event-form.ts';
import { readTimes } from '#features/events/event-time.ts';
import { placeField, readMapLink } from '#features/events/map-link.ts';
import { basicsForm } from '#features/events/server/inputs.ts';
import { loadForm } from '#features/events/server/load-form.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { type BasicsView, getBasics } from '#features/events/server/load-managed-event.ts';
import { updateBasics } from '#features/events/server/update-basics.ts';
import { baseOf, entriesOf } from '#platform/http/submit-form.ts';
import { showMarkup } from '#platform/show-markup.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { saveStep } from '../save-step.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit');
  const event = await getBasics(ctx, scope);
  const fields = basicsFields(event);
  const draft = await loadForm(ctx, scope, { form: 'basics', current: fields });
  return {
    fields,
    draft,
    now: ctx.now,
    saved: url.searchParams.has('saved'),
    preview: await previewOf(draft?.state.entries ?? fields, event, ctx.now),
  };
};

/** What the fields come to: the times in words, the place on the map, the description as people will read it. */
async function previewOf(fields: Entries, event: BasicsView, now: number) {
  const { starts = '', ends = '', timeZone = '', mapLink = '', description = '', slug = '' } = fields;
  const place = readMapLink(mapLink) ?? null;
  return {
    times: readTimes({ starts, ends, timeZone }, now) ?? null,
    zoneMoved: event.programmed && timeZone !== event.timeZone,
    place: place && { ...place, words: placeField(place.latitude, place.longitude) },
    html: await showMarkup(description),
    slugMoved: slug.trim().toLowerCase() !== event.slug,
  };
}

export const actions: Actions = {
  save: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit');
    return saveStep(ctx, {
      step: 'basics',
      organizer: params.organizer,
      scope,
      edit: {
        form: await request.formData(),
        schema: basicsForm,
        lock: (ctx) => lockEvent(ctx, scope),
        current: async (ctx) => basicsFields(await getBasics(ctx, scope)),
        save: (ctx, input) => updateBasics(ctx, scope, input),
      },
    });
  },
  preview: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit');
    const form = await request.formData();
    const entries = entriesOf(form);
    return {
      entries,
      problems: {},
      message: '',
      conflicts: [],
      base: baseOf(form),
      preview: await previewOf(entries, await getBasics(ctx, scope), ctx.now),
    };
  },
};
