import { fail, redirect } from '@sveltejs/kit';
import { isValidOrder, namesDeadline, refuseNames } from '#features/orders/after-sale.ts';
import { attendeesForm, BUYER_LIMITS, MOST_NAMES } from '#features/orders/server/inputs.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import { getOrder, type OrderView } from '#features/orders/server/queries.ts';
import { getOrderSheet } from '#features/questions/server/queries.ts';
import { ANSWER_TYPES, takeAnswers } from '#features/questions/server/take-answers.ts';
import { updateDetails } from '#features/questions/server/update-details.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { withAnswers } from '../../../../in-words.ts';
import { authoriseVisitor, loadVisited } from '../open-order.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, url, getClientAddress }) => {
  const { event } = await parent();
  const { ctx } = locals;
  const { scope, order } = await loadVisited({ locals, params, getClientAddress });
  const rules = await loadOrderRules(ctx, scope);
  const tickets = ownTickets(order);
  const hasOwn = tickets.length > 0 || !isValidOrder(order.state);
  const refusal =
    refuseNames(rules, { state: order.state, startsAt: event.startsAt, now: ctx.now }) ??
    (hasOwn ? undefined : 'transferred');
  return {
    order,
    tickets,
    sheet: await getOrderSheet(ctx, scope),
    accept: ANSWER_TYPES,
    tooLarge: url.searchParams.has('too-large'),
    refusal,
    until: namesDeadline(rules, event.startsAt),
    limits: BUYER_LIMITS,
  };
};

export const actions: Actions = {
  default: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    const form = await request.formData();
    const seats = ownTickets(await getOrder(locals.ctx, scope)).map(({ number }) => number);
    const taken = await takeAnswers(locals.ctx, scope, form, { seats: [0, ...seats] });
    const done = await submitForm(locals, form, attendeesForm, (changes) =>
      updateDetails(locals.ctx, scope, { changes, taken }),
    );
    if (!done.ok) return fail(done.status, withAnswers(done.state, taken, translator(locals.locale)));
    redirect(303, `/orders/${params.code}/${params.secret}`);
  },
};

/** Those that the buyer still speaks for. */
function ownTickets({ tickets }: OrderView): OrderView['tickets'] {
  return tickets
    .filter(({ cancelledAt, transferredAt }) => cancelledAt === null && transferredAt === null)
    .slice(0, MOST_NAMES);
}
