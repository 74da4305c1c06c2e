import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { manageRoot } from '#features/events/wizard.ts';
import { cancelEvent } from '#features/events/server/cancel-event.ts';
import { CANCELLATION_LIMITS } from '#features/events/server/inputs.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventLife, getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { reinstateEvent } from '#features/events/server/reinstate-event.ts';
import { EVERYBODY_AND_PENDING } from '#features/messages/message.ts';
import { countRecipients } from '#features/messages/server/queries.ts';
import { listSpeakersToNotify } from '#features/people/server/queries.ts';
import { textField } from '#platform/http/form-fields.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { confirmedBy } from '../confirmed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'publish');
  return {
    life: await getEventLife(locals.ctx, scope),
    told: (await listSpeakersToNotify(locals.ctx, scope)).length,
    attendees: await countRecipients(locals.ctx, scope, EVERYBODY_AND_PENDING),
    noteLimit: CANCELLATION_LIMITS.note,
  };
};

export const actions: Actions = {
  cancel: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'publish');
    const { name, state } = await getManagedEvent(ctx, scope);
    // Words of a cancellation that is known already are changed without more ado.
    const schema = z.object({
      note: textField(CANCELLATION_LIMITS.note),
      ...(state === 'cancelled' ? {} : { confirm: confirmedBy(name) }),
    });
    const sent = await submitForm(locals, await request.formData(), schema, ({ note }) =>
      cancelEvent(ctx, scope, { note }),
    );
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, `${manageRoot(params)}/settings`);
  },
  reinstate: async ({ locals, params }) => {
    await reinstateEvent(locals.ctx, await authoriseEventOf(locals.ctx, params, 'publish'));
    redirect(303, `${manageRoot(params)}/settings`);
  },
};
