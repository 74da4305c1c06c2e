import { randomBytes } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf, type EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { getExtras } from '#features/events/server/load-managed-event.ts';
import { createMessage } from '#features/messages/server/create-message.ts';
import { messageForm, type NewMessage } from '#features/messages/server/inputs.ts';
import { countRecipients } from '#features/messages/server/queries.ts';
import { renderPreviews } from '#features/messages/server/render-preview.ts';
import { sendTrial } from '#features/messages/server/send-trial.ts';
import { listTicketTypes } from '#features/tickets/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { entriesOf, submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'send-messages');
  return {
    key: randomBytes(12).toString('base64url'),
    types: await listTicketTypes(ctx, scope),
    email: ctx.actor.kind === 'user' ? ctx.actor.email : '',
    answersTo: (await getExtras(ctx, scope)).email,
  };
};

/** How many it goes to, and how it reads in every language in which something was written. */
async function review(ctx: Ctx, scope: EventScope, { audience, words, sendAt }: NewMessage) {
  return {
    recipients: await countRecipients(ctx, scope, audience),
    audience,
    sendAt,
    previews: await renderPreviews(ctx, scope, { kind: 'message', words }),
  };
}

/** What every button of the form begins with. */
async function begin({
  request,
  locals,
  params,
}: {
  request: Request;
  locals: App.Locals;
  params: { organizer: string; event: string };
}) {
  const scope = await authoriseEventOf(locals.ctx, params, 'send-messages');
  const { timeZone } = await getEventMoney(locals.ctx, scope);
  const form = await request.formData();
  return { ctx: locals.ctx, scope, form, schema: messageForm({ timeZone, now: locals.ctx.now }) };
}

const typed = (form: FormData) => ({ entries: entriesOf(form), problems: {}, message: '', conflicts: [] });

export const actions: Actions = {
  review: async (request) => {
    const { ctx, scope, form, schema } = await begin(request);
    const done = await submitForm(ctx, form, schema, (input) => review(ctx, scope, input));
    return done.ok ? { state: typed(form), review: done.value } : fail(done.status, { state: done.state });
  },
  trial: async (request) => {
    const { ctx, scope, form, schema } = await begin(request);
    const done = await submitForm(ctx, form, schema, async (input) => ({
      ...(await sendTrial(ctx, scope, { kind: 'message', words: input.words })),
      shown: await review(ctx, scope, input),
    }));
    return done.ok
      ? { state: typed(form), review: done.value.shown, tried: done.value.to }
      : fail(done.status, { state: done.state });
  },
  send: async (request) => {
    const { ctx, scope, form, schema } = await begin(request);
    // What was not looked at, or would go to others than was said, is shown first.
    const done = await submitForm(ctx, form, schema, async (input) => {
      const isSeen = (await countRecipients(ctx, scope, input.audience)) === Number(form.get('recipients'));
      return isSeen ? { made: await createMessage(ctx, scope, input) } : { seen: await review(ctx, scope, input) };
    });
    if (!done.ok) return fail(done.status, { state: done.state });
    if ('seen' in done.value) return { state: typed(form), review: done.value.seen };
    redirect(
      303,
      `/manage/${request.params.organizer}/events/${request.params.event}/messages/${done.value.made.number}`,
    );
  },
};
