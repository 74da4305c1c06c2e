import { fail, redirect } from '@sveltejs/kit';
import { lockEvent } from '#features/events/server/lock-event.ts';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney, getEventTimes } from '#features/events/server/queries.ts';
import { rulesEntries } from '#features/orders/rules-form.ts';
import { orderRulesForm } from '#features/orders/server/inputs.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import { updateOrderRules } from '#features/orders/server/after-sale/update-order-rules.ts';
import { findLargestStep } from '#features/payments/server/queries.ts';
import { formatMoney } from '#platform/money.ts';
import { submitEdit } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const scope = await authoriseEventOf(locals.ctx, params, 'edit-tickets');
  const rules = await loadOrderRules(locals.ctx, scope);
  const money = await getEventMoney(locals.ctx, scope);
  const stepMinor = await findLargestStep(locals.ctx, scope, money);
  return {
    step: stepMinor > 1 ? formatMoney({ minor: stepMinor, currency: money.currency }, locals.locale) : null,
    entries: rulesEntries(rules, money),
    startsAt: (await getEventTimes(locals.ctx, scope)).startsAt,
  };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const { ctx } = locals;
    const scope = await authoriseEventOf(ctx, params, 'edit-tickets');
    const money = await getEventMoney(ctx, scope);
    const done = await submitEdit(ctx, {
      form: await request.formData(),
      schema: orderRulesForm(money),
      lock: (ctx) => lockEvent(ctx, scope),
      current: async (ctx) => rulesEntries(await loadOrderRules(ctx, scope), money),
      save: (ctx, rules) => updateOrderRules(ctx, scope, rules),
    });
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/tickets`);
  },
};
