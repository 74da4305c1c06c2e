import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { getKeyGeneration } from '#features/passes/server/queries.ts';
import { rotateTicketKey } from '#features/passes/server/rotate-ticket-key.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { confirmedBy } from '../confirmed.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'publish');
  return { turn: await getKeyGeneration(locals.ctx, scope.eventId), done: url.searchParams.has('done') };
};

export const actions: Actions = {
  renew: async ({ locals, params }) => {
    await rotateTicketKey(locals.ctx, await authoriseEventOf(locals.ctx, params, 'publish'), { withdraw: false });
    redirect(303, `${manageRoot(params)}/settings/ticket-codes?done`);
  },
  withdraw: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'publish');
    const { name } = await getManagedEvent(ctx, scope);
    const sent = await submitForm(locals, await request.formData(), z.object({ confirm: confirmedBy(name) }), () =>
      rotateTicketKey(ctx, scope, { withdraw: true }),
    );
    if (!sent.ok) return fail(sent.status, sent.state);
    redirect(303, `${manageRoot(params)}/settings/ticket-codes?done`);
  },
};
