import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { cancelMessage } from '#features/messages/server/cancel-message.ts';
import { getMessage } from '#features/messages/server/queries.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import { Conflict, wordError } from '#platform/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'see-orders');
  const { id: _id, ...message } = await getMessage(locals.ctx, scope, Number(params.number));
  return { message, now: locals.ctx.now, types: await listTicketTypes(locals.ctx, scope) };
};

export const actions: Actions = {
  stop: async ({ locals, params }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
    try {
      await cancelMessage(locals.ctx, scope, { number: Number(params.number) });
    } catch (error) {
      if (error instanceof Conflict) return fail(409, { problem: wordError(error, locals.locale) });
      throw error;
    }
    redirect(303, `/manage/${params.organizer}/events/${params.event}/messages/${params.number}`);
  },
};
