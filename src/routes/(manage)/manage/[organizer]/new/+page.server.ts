import { fail, redirect } from '@sveltejs/kit';
import { findTemplate, TEMPLATE_KEYS } from '#features/events/event-templates.ts';
import { suggestTimes } from '#features/events/event-time.ts';
import { newEventForm } from '#features/events/server/inputs.ts';
import { listManagedEvents } from '#features/events/server/load-managed-event.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import { submitOnce } from '#platform/http/submit-once.ts';
import { startFromTemplate } from './start-from-template.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseOrganizer(locals.ctx, params.organizer, 'create-event');
  const timeZone = (await listManagedEvents(locals.ctx, scope))[0]?.timeZone ?? '';
  const asked = url.searchParams.get('template');
  const template = TEMPLATE_KEYS.find((key) => key === asked) ?? '';
  return {
    suggested: { ...suggestTimes(locals.ctx.now, timeZone || 'UTC', findTemplate(template)), timeZone },
    template,
    templates: ['', ...TEMPLATE_KEYS],
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseOrganizer(ctx, params.organizer, 'create-event');
    const result = await submitOnce(ctx, { form: await request.formData(), schema: newEventForm }, (ctx, input) =>
      startFromTemplate(ctx, scope, input),
    );
    if (!result.ok) return fail(result.status, result.state);
    redirect(
      303,
      result.value
        ? `${manageRoot({ organizer: params.organizer, event: result.value.slug })}/basics`
        : `/manage/${params.organizer}`,
    );
  },
};
