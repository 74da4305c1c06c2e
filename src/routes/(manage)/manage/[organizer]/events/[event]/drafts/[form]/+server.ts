import { error, redirect } from '@sveltejs/kit';
import { isFormName } from '#features/events/event-form.ts';
import { discardDraft } from '#features/events/server/discard-draft.ts';
import { storeDraft } from '#features/events/server/store-draft.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { manageRoot } from '#features/events/wizard.ts';
import { baseOf, entriesOf } from '#platform/http/submit-form.ts';
import { limitRate } from '#platform/rate-limit.ts';
import type { RequestHandler } from './$types';

/**
 * Keeps what somebody types into a form of the event, or lets go of it and leads back to the page that `discard` names.
 */
export const POST: RequestHandler = async ({ request, locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'see');
  if (!isFormName(params.form)) error(404);
  const form = await request.formData();
  const back = form.get('discard');
  if (typeof back === 'string') {
    await discardDraft(ctx, scope, params.form);
    const root = manageRoot(params);
    redirect(303, back === root || back.startsWith(`${root}/`) ? back : root);
  }
  if (ctx.actor.kind === 'user') await limitRate(ctx, `keep-draft:${ctx.actor.userId}`, { attempts: 240, seconds: 60 });
  await storeDraft(ctx, scope, { form: params.form, entries: entriesOf(form), base: baseOf(form) });
  return new Response(null, { status: 204 });
};
