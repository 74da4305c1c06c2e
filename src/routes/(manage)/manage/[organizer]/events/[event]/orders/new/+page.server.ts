import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { authoriseEventOf } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import { BUYER_LIMITS, readChoice } from '#features/orders/server/inputs.ts';
import { createOrder } from '#features/payments/server/create-order.ts';
import { handForm } from '#features/payments/server/inputs.ts';
import { isByHand } from '#features/payments/hand-methods.ts';
import { getPaymentSettings } from '#features/payments/server/queries.ts';
import { listShop } from '#features/tickets/server/queries.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { ctx } = locals;
  const scope = await authoriseEventOf(ctx, params, 'edit-orders');
  const tickets = (await listShop(ctx, scope)).flatMap(({ ticket }) => (ticket ? [ticket] : []));
  const { methods } = await getPaymentSettings(ctx, scope);
  return {
    types: tickets.map(({ number, name, priceMinor, left, visibility }) => ({
      number,
      name,
      priceMinor,
      left,
      isPublic: visibility === 'public',
    })),
    methods: methods.flatMap(({ method, enabled }) => (enabled && isByHand(method) ? [method] : [])),
    limits: BUYER_LIMITS,
    key: randomUUID(),
  };
};

export const actions: Actions = {
  default: async ({ locals, params, request }) => {
    const scope = await authoriseEventOf(locals.ctx, params, 'edit-orders');
    const form = await request.formData();
    const lines = readChoice(form, (await getEventMoney(locals.ctx, scope)).currency);
    const done = await submitForm(locals, form, handForm, (input) =>
      createOrder(locals.ctx, scope, { ...input, lines }),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `/manage/${params.organizer}/events/${params.event}/orders/${done.value.code}`);
  },
};
