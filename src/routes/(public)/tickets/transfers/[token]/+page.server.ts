import { fail, redirect } from '@sveltejs/kit';
import { BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import { getTicketSheet } from '#features/questions/server/queries.ts';
import { takeAnswers } from '#features/questions/server/take-answers.ts';
import { acceptTransfer } from '#features/transfers/server/accept-transfer.ts';
import { declineTransfer } from '#features/transfers/server/answer-transfer.ts';
import { acceptForm } from '#features/transfers/server/inputs.ts';
import { authoriseTransfer } from '#features/transfers/server/policy.ts';
import { getOffer } from '#features/transfers/server/queries.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { themeCss } from '#platform/theme-css.ts';
import { z } from 'zod';
import { SECRET_PAGE } from '../../../../secret-page.ts';
import { inWords, withAnswers } from '../../../in-words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, getClientAddress, setHeaders }) => {
  setHeaders(SECRET_PAGE);
  const { ctx } = locals;
  const scope = await authoriseTransfer(ctx, { token: params.token, visitor: getClientAddress });
  const offer = await getOffer(ctx, scope);
  const { questions, seats } = await getTicketSheet(ctx, scope.order, offer.number, { anew: true });
  const { actor } = ctx;
  // Files come once the ticket is theirs: nothing of it is replaced before that.
  return {
    offer,
    asked: offer.state === 'open' ? questions.filter(({ kind }) => kind !== 'file') : [],
    ticketType: seats[0]?.ticketType ?? 0,
    theme: themeCss(offer.event),
    limits: BUYER_LIMITS,
    name: actor.kind === 'user' ? actor.name : '',
  };
};

export const actions: Actions = {
  accept: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseTransfer(locals.ctx, { token: params.token, visitor: getClientAddress });
    const form = await request.formData();
    const taken = await takeAnswers(locals.ctx, scope.order, form, { seats: [scope.number], files: false });
    const done = await submitForm(locals, form, acceptForm, ({ name }) =>
      acceptTransfer(locals.ctx, scope, { name, taken }),
    );
    if (!done.ok) return fail(done.status, withAnswers(done.state, taken, translator(locals.locale)));
    redirect(303, done.value.address);
  },
  decline: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseTransfer(locals.ctx, { token: params.token, visitor: getClientAddress });
    const done = await submitForm(locals, await request.formData(), z.object({}), () =>
      declineTransfer(locals.ctx, scope),
    );
    if (!done.ok) return fail(done.status, inWords(done.state, translator(locals.locale)));
    redirect(303, `/tickets/transfers/${params.token}`);
  },
};
