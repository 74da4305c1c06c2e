import { fail, redirect } from '@sveltejs/kit';
import { BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import { acceptTransfer } from '#features/transfers/server/accept-transfer.ts';
import { declineTransfer } from '#features/transfers/server/answer-transfer.ts';
import { acceptForm } from '#features/transfers/server/inputs.ts';
import { authoriseTransfer } from '#features/transfers/server/policy.ts';
import { getOffer } from '#features/transfers/server/queries.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { themeCss } from '#ui/color.ts';
import { z } from 'zod';
import { inWords } from '../../../in-words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, getClientAddress, setHeaders }) => {
  // The address lets its reader take the ticket: no other site is to hear of it. (Without any referrer, forms would come from nowhere and be refused.)
  setHeaders({ 'referrer-policy': 'same-origin', 'x-robots-tag': 'noindex', 'cache-control': 'no-store' });
  const { ctx } = locals;
  const offer = await getOffer(ctx, await authoriseTransfer(ctx, { token: params.token, visitor: getClientAddress }));
  const { actor } = ctx;
  return { offer, theme: themeCss(offer.event.hue), limits: BUYER_LIMITS, name: actor.kind === 'user' ? actor.name : '' };
};

export const actions: Actions = {
  accept: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseTransfer(locals.ctx, { token: params.token, visitor: getClientAddress });
    const done = await submitForm(await request.formData(), acceptForm, (input) => acceptTransfer(locals.ctx, scope, input));
    if (!done.ok) return fail(done.status, inWords(done.state, translator(locals.locale)));
    redirect(303, done.value.address);
  },
  decline: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseTransfer(locals.ctx, { token: params.token, visitor: getClientAddress });
    const done = await submitForm(await request.formData(), z.object({}), () => declineTransfer(locals.ctx, scope));
    if (!done.ok) return fail(done.status, inWords(done.state, translator(locals.locale)));
    redirect(303, `/tickets/transfers/${params.token}`);
  },
};
