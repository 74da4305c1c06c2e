import { fail } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { countEventMails, findMove, listEventMails, listMessages } from '#features/messages/server/queries.ts';
import { discardMove } from '#features/messages/server/send-event-notice.ts';
import { sendMailAgain } from '#features/messages/server/send-mail-again.ts';
import { Conflict, wordError } from '#platform/errors.ts';
import { cutText } from '#platform/fit-text.ts';
import { MAIL_STATES } from '#platform/mail/outbox.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'see-orders');
  const asked = url.searchParams.get('state');
  const state = MAIL_STATES.find((known) => known === asked);
  const q = cutText((url.searchParams.get('q') ?? '').trim(), 200);
  const from = url.searchParams.get('before') ?? '';
  const before = /^\d{1,15}$/.test(from) ? Number(from) : undefined;
  return {
    states: MAIL_STATES,
    state: state ?? null,
    q,
    isFirst: before === undefined,
    ...(await listEventMails(ctx, scope, { state, q, before })),
    counts: await countEventMails(ctx, scope),
    messages: await listMessages(ctx, scope),
    move: await findMove(ctx, scope),
  };
};

export const actions: Actions = {
  again: async ({ locals, params, request }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
    const id = String((await request.formData()).get('id') ?? '');
    try {
      return {
        resent: (await sendMailAgain(locals.ctx, scope, { mailId: /^\d{1,15}$/.test(id) ? Number(id) : 0 })).to,
      };
    } catch (error) {
      if (error instanceof Conflict) return fail(409, { problem: wordError(error, locals.locale) });
      throw error;
    }
  },
  keep: async ({ locals, params }) => {
    await discardMove(locals.ctx, await authoriseEventOf(locals.ctx, params, 'send-messages'));
    return { kept: true };
  },
};
