import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { unpublishEvent } from '#features/events/server/publish-event.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { EVERYBODY_AND_PENDING } from '#features/messages/message.ts';
import { countRecipients } from '#features/messages/server/queries.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { confirmedBy } from '../confirmed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'publish');
  return { attendees: await countRecipients(locals.ctx, scope, EVERYBODY_AND_PENDING) };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'publish');
    const { name, counts } = await getManagedEvent(ctx, scope);
    const isSelling = counts.tickets > 0 || counts.orders > 0;
    const schema = z.object(isSelling ? { confirm: confirmedBy(name) } : {});
    const sent = await submitForm(locals, await request.formData(), schema, () => unpublishEvent(ctx, scope));
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, `${manageRoot(params)}/settings?said=unpublished`);
  },
};
