import { fail, redirect } from '@sveltejs/kit';
import { cancelOrder } from '#features/orders/server/cancel-order.ts';
import { completeOrder } from '#features/orders/server/complete-order.ts';
import { buyerForm, BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import { authoriseOrder } from '#features/orders/server/policy.ts';
import { getPrice } from '#features/orders/server/present.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { type FormState } from '#platform/http/form-state.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { forgetKey } from '../../../../e/[slug]/checkout/checkout-key.ts';
import type { Actions, PageServerLoad } from './$types';

/** The most names that are asked for one by one. */
const NAMES = 20;

export const load: PageServerLoad = async ({ locals, params, parent, getClientAddress }) => {
  const { address } = await parent();
  const { ctx } = locals;
  const scope = await authoriseOrder(ctx, { ...params, visitor: getClientAddress });
  const order = await getOrder(ctx, scope);
  if (order.state !== 'reserved' || order.heldUntil === null || order.heldUntil <= ctx.now) redirect(303, address);
  const seats = order.lines.flatMap(({ name, quantity }) => Array.from({ length: quantity }, () => name));
  const { actor } = ctx;
  const known = actor.kind === 'user' ? { name: actor.name, email: actor.email } : { name: '', email: '' };
  return { order, price: await getPrice(ctx, scope), heldUntil: order.heldUntil, seats: seats.length <= NAMES ? seats : [], limits: BUYER_LIMITS, known, now: ctx.now };
};

export const actions: Actions = {
  complete: async ({ locals, params, request, cookies, getClientAddress }) => {
    const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
    const form = await request.formData();
    form.set('locale', locals.locale);
    const result = await submitForm(form, buyerForm, (buyer) => completeOrder(locals.ctx, scope, buyer));
    if (!result.ok) return fail(result.status, inWords(result.state, translator(locals.locale)));
    if (result.value === 'completed') forgetKey(cookies);
    redirect(303, `/orders/${params.code}/${params.secret}${result.value === 'to-pay' ? '/pay' : ''}`);
  },
  release: async ({ locals, params, cookies, getClientAddress }) => {
    const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
    await cancelOrder(locals.ctx, scope, { onlyHeld: true });
    forgetKey(cookies);
    redirect(303, `/orders/${params.code}/${params.secret}`);
  },
};

/** Problems are keys of texts. */
function inWords(state: FormState, t: ReturnType<typeof translator>): FormState {
  const problems = Object.fromEntries(Object.entries(state.problems).map(([field, key]) => [field, t(key)]));
  return { ...state, problems, message: Object.keys(problems).length > 0 ? t('checkout.lookAgain') : t('checkout.problem.closed') };
}
