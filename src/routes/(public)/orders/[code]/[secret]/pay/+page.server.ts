import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { authoriseOrder, type OrderScope } from '#features/orders/server/policy.ts';
import { placeOrder } from '#features/orders/server/paying/place-order.ts';
import { presentPrice } from '#features/orders/server/present.ts';
import { getOrderSums, type OrderView } from '#features/orders/server/queries.ts';
import { listCountries } from '#features/payments/country.ts';
import { beginPayment } from '#features/payments/server/begin-payment.ts';
import { BILLING_LIMITS, payForm } from '#features/payments/server/inputs.ts';
import { isOnline } from '#features/payments/server/providers.ts';
import { loadOrderPage } from '#features/payments/server/load-order-page.ts';
import { listOfferedMethods, listOtherMethods } from '#features/payments/server/queries.ts';
import { acceptTerms } from '#features/terms/server/accept-terms.ts';
import { findTermsDue } from '#features/terms/server/queries.ts';
import { hasDiscounts } from '#features/prices/server/queries.ts';
import type { FormState } from '#platform/http/form-state.ts';
import type { Ctx } from '#platform/ctx.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { forgetKey } from '../../../../e/[slug]/checkout/checkout-key.ts';
import { loadVisited } from '../open-order.ts';
import { readOwnOrders } from '../own-orders-cookie.ts';
import { describeRefusal } from '../describe-problem.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
  const { locals, parent, url } = visit;
  const { address, event } = await parent();
  const { ctx } = locals;
  const { scope, order } = await loadVisited(visit);
  if (order.state === 'pending-payment')
    return payOtherwise(ctx, scope, order, { address, unpaid: url.searchParams.has('unpaid'), locale: locals.locale });
  if (order.state !== 'reserved' || order.heldUntil === null || order.heldUntil <= ctx.now) redirect(303, address);
  // Where nothing is sold any more, the order's page says why.
  if (event.state !== 'published' || event.endsAt <= ctx.now) redirect(303, address);
  if (order.buyerEmail === '') redirect(303, `${address}/details`);
  const methods = (await listOfferedMethods(ctx, scope, order)).map(({ method, dueDays, instructions }) => ({
    method,
    dueDays,
    instructions,
    online: isOnline(method),
  }));
  return {
    placed: false,
    order,
    unpaid: url.searchParams.has('unpaid'),
    takesCodes: await hasDiscounts(ctx, scope),
    terms: (await findTermsDue(ctx, scope))?.version ?? null,
    price: presentPrice(order),
    heldUntil: order.heldUntil,
    now: ctx.now,
    methods,
    limits: BILLING_LIMITS,
    countries: listCountries(locals.locale),
  };
};

/** The same page for an order that was placed before: in which other ways it can be paid. */
async function payOtherwise(
  ctx: Ctx,
  scope: OrderScope,
  order: OrderView,
  { address, unpaid, locale }: { address: string; unpaid: boolean; locale: string },
) {
  const { page } = await loadOrderPage(ctx, scope, order);
  if (!page.acts.includes('pay-otherwise')) redirect(303, address);
  const methods = (await listOtherMethods(ctx, scope, order)).map(({ method, dueDays, instructions }) => ({
    method,
    dueDays,
    instructions,
    online: isOnline(method),
  }));
  return {
    placed: true,
    order,
    unpaid,
    takesCodes: false,
    terms: null,
    price: presentPrice(order),
    heldUntil: null,
    now: ctx.now,
    methods,
    limits: BILLING_LIMITS,
    countries: listCountries(locale),
  };
}

export const actions: Actions = {
  place: async ({ locals, params, request, cookies, getClientAddress }) => {
    const { ctx } = locals;
    const others = readOwnOrders(cookies);
    const scope = await authoriseOrder(ctx, { ...params, visitor: getClientAddress, others });
    const form = await request.formData();
    // What a code made free needs no way to be paid.
    const isFree = (await getOrderSums(ctx, scope)).totalMinor === 0;
    const said = String(form.get('terms') ?? '');
    const place = <T>(act: () => Promise<T>): Promise<T> => acceptTerms(ctx, scope, said).then(act);
    const result = isFree
      ? await submitForm(locals, form, z.object({}), () =>
          place(async () => ({ outcome: await placeOrder(ctx, scope) })),
        )
      : await submitForm(locals, form, payForm, (choice) => place(() => beginPayment(ctx, scope, choice)));
    if (!result.ok) return fail(result.status, inWords(result.state, translator(locals.locale)));
    // A form may not lead to another site, so the page itself does.
    if (result.value.outcome === 'leave') return { leaving: result.value.address };
    if (result.value.outcome === 'placed') forgetKey(cookies);
    redirect(303, `/orders/${params.code}/${params.secret}`);
  },
};

/**
 * What is wrong with the buyer's address has no field here: it is shown on top, with the way back to it below.
 */
function inWords(state: FormState, t: ReturnType<typeof translator>): FormState {
  const { email, ...fields } = state.problems;
  return {
    ...state,
    problems: fields,
    message: email ?? (Object.keys(fields).length > 0 ? t('checkout.lookAgain') : describeRefusal(state.code, t)),
  };
}
