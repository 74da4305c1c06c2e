import { fail, redirect } from '@sveltejs/kit';
import { namesDeadline, refuseNames } from '#features/orders/after-sale.ts';
import { attendeesForm, BUYER_LIMITS, MOST_NAMES } from '#features/orders/server/inputs.ts';
import { loadOrderRules } from '#features/orders/server/load-order-rules.ts';
import { authoriseOrder } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { updateAttendees } from '#features/orders/server/update-attendees.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { inWords } from '../../../../in-words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, getClientAddress }) => {
  const { event } = await parent();
  const { ctx } = locals;
  const scope = await authoriseOrder(ctx, { ...params, visitor: getClientAddress });
  const order = await getOrder(ctx, scope);
  const rules = await loadOrderRules(ctx, scope);
  const refusal = refuseNames(rules, { state: order.state, startsAt: event.startsAt, now: ctx.now });
  const tickets = order.tickets.filter(({ cancelledAt, transferredAt }) => cancelledAt === null && transferredAt === null).slice(0, MOST_NAMES);
  return { order, tickets, refusal, until: namesDeadline(rules, event.startsAt), limits: BUYER_LIMITS };
};

export const actions: Actions = {
  default: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
    const done = await submitForm(await request.formData(), attendeesForm, (changes) => updateAttendees(locals.ctx, scope, changes));
    if (!done.ok) return fail(done.status, inWords(done.state, translator(locals.locale)));
    redirect(303, `/orders/${params.code}/${params.secret}`);
  },
};
