import { fail, redirect } from '@sveltejs/kit';
import { suggestTimes } from '#features/events/event-time.ts';
import { newEventForm } from '#features/events/server/inputs.ts';
import { listManagedEvents } from '#features/events/server/queries.ts';
import { startEvent } from '#features/events/server/start-event.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'create-event');
  const timeZone = (await listManagedEvents(locals.ctx, scope))[0]?.timeZone ?? '';
  return { suggested: { ...suggestTimes(locals.ctx.now, timeZone || 'UTC'), timeZone } };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseOrganizer(ctx, params.organizer, 'create-event');
    const result = await submitOnce(ctx, { form: await request.formData(), schema: newEventForm }, (ctx, input) => startEvent(ctx, scope, input));
    if (!result.ok) return fail(result.status, result.state);
    redirect(303, result.value ? `${manageRoot({ organizer: params.organizer, event: result.value.slug })}/basics` : `/manage/${params.organizer}`);
  },
};
