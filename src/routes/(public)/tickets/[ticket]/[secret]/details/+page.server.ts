import { fail, redirect } from '@sveltejs/kit';
import { BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import { getTicketSheet } from '#features/questions/server/queries.ts';
import { ANSWER_TYPES, takeAnswers } from '#features/questions/server/take-answers.ts';
import { acceptForm } from '#features/transfers/server/inputs.ts';
import { authoriseHolder } from '#features/transfers/server/policy.ts';
import { getHeldTicket } from '#features/transfers/server/queries.ts';
import { updateHolding } from '#features/transfers/server/update-holding.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { themeCss } from '#platform/theme-css.ts';
import { SECRET_PAGE } from '../../../../../secret-page.ts';
import { withAnswers } from '../../../../in-words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, getClientAddress, setHeaders }) => {
  setHeaders(SECRET_PAGE);
  const scope = await authoriseHolder(locals.ctx, { ...params, visitor: getClientAddress });
  const held = await getHeldTicket(locals.ctx, scope);
  const sheet = await getTicketSheet(locals.ctx, scope.order, scope.number);
  return {
    held,
    sheet,
    address: `/tickets/${params.ticket}/${params.secret}`,
    accept: ANSWER_TYPES,
    tooLarge: url.searchParams.has('too-large'),
    limits: BUYER_LIMITS,
    theme: themeCss(held.event),
  };
};

export const actions: Actions = {
  default: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseHolder(locals.ctx, { ...params, visitor: getClientAddress });
    const form = await request.formData();
    const taken = await takeAnswers(locals.ctx, scope.order, form, { seats: [scope.number] });
    const done = await submitForm(locals, form, acceptForm, ({ name }) =>
      updateHolding(locals.ctx, scope, { name, taken }),
    );
    if (!done.ok) return fail(done.status, withAnswers(done.state, taken, translator(locals.locale)));
    redirect(303, `/tickets/${params.ticket}/${params.secret}`);
  },
};
