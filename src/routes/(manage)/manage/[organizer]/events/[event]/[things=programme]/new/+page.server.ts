import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/queries.ts';
import { NOUN_FACTS } from '#features/programme/nouns.ts';
import { thingSchema } from '#features/programme/server/inputs.ts';
import { loadChoices } from '#features/programme/server/queries.ts';
import { updateThings } from '#features/programme/server/update-things.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import { readForm } from '../submit-thing.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, NOUN_FACTS[params.things].add);
  return { noun: params.things, choices: await loadChoices(locals.ctx, scope, params.things, true) };
};

export const actions: Actions = {
  default: async ({ request, locals, params, url }) => {
    const { ctx } = locals;
    const noun = params.things;
    const scope = await authoriseEventOf(ctx, params, NOUN_FACTS[noun].add);
    const { form, again } = await readForm(request, noun === 'sessions');
    if (again) return again;
    const { timeZone } = await getManagedEvent(ctx, scope);
    const schema = thingSchema(noun, { timeZone, choices: await loadChoices(ctx, scope, noun, true) });
    const done = await submitOnce(ctx, { form, schema }, (ctx, values) => updateThings(ctx, scope, noun, { create: [values] }));
    if (!done.ok) return fail(done.status, done.state);
    const list = url.pathname.replace(/\/new$/, '');
    redirect(303, form.has('another') ? `${url.pathname}?added=${done.value?.created[0] ?? ''}` : done.value ? `${list}?edit=${done.value.editId ?? ''}` : list);
  },
};
