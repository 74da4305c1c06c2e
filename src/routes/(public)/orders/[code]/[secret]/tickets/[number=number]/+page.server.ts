import { error, fail, redirect } from '@sveltejs/kit';
import { cancelDeadline, givenBack, refuseCancelling } from '#features/orders/after-sale.ts';
import { BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import { loadOrderRules } from '#features/orders/server/after-sale/load-order-rules.ts';
import { cancelTicketByRules } from '#features/payments/server/cancel-by-rules.ts';
import { refundToForm } from '#features/payments/server/inputs.ts';
import { loadOrderPage } from '#features/payments/server/load-order-page.ts';
import { findWayBack } from '#features/payments/server/load-returnable.ts';
import { offerForm } from '#features/transfers/server/inputs.ts';
import { offerTransfer } from '#features/transfers/server/offer-transfer.ts';
import { listOpenOffers } from '#features/transfers/server/queries.ts';
import { revokeTransfer } from '#features/transfers/server/revoke-transfer.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { z } from 'zod';
import { inWords } from '../../../../../in-words.ts';
import { authoriseVisitor, loadVisited } from '../../open-order.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, getClientAddress }) => {
  const { event } = await parent();
  const { ctx } = locals;
  const { scope, order } = await loadVisited({ locals, params, getClientAddress });
  const ticket = order.tickets.find(({ number }) => number === params.number);
  if (!ticket) error(404);
  const rules = await loadOrderRules(ctx, scope);
  const moneyMinor = order.paidMinor - order.refundedMinor;
  const facts = { state: order.state, moneyMinor, startsAt: event.startsAt, now: ctx.now };
  const money = givenBack([ticket], rules, moneyMinor);
  const { page } = await loadOrderPage(ctx, scope, order);
  return {
    page,
    order,
    ticket,
    offer: (await listOpenOffers(ctx, scope)).find(({ number }) => number === ticket.number) ?? null,
    last: order.tickets.filter(({ cancelledAt }) => cancelledAt === null).length === 1,
    // Where it is not offered for another reason, that is said above.
    noCancelling: page.acts.includes('cancel-ticket')
      ? undefined
      : (refuseCancelling(rules, facts) ?? 'cancelled-event'),
    until: cancelDeadline(rules, event.startsAt),
    money: await findWayBack(ctx, scope, money, moneyMinor),
    limits: BUYER_LIMITS,
  };
};

const nothing = z.object({});

export const actions: Actions = {
  offer: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    const done = await submitForm(locals, await request.formData(), offerForm, ({ email }) =>
      offerTransfer(locals.ctx, scope, { number: params.number, email }),
    );
    if (!done.ok) return fail(done.status, inWords(done.state, translator(locals.locale)));
    redirect(303, `/orders/${params.code}/${params.secret}/tickets/${params.number}`);
  },
  withdraw: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    const done = await submitForm(locals, await request.formData(), nothing, () =>
      revokeTransfer(locals.ctx, scope, { number: params.number }),
    );
    if (!done.ok) return fail(done.status, inWords(done.state, translator(locals.locale)));
    redirect(303, `/orders/${params.code}/${params.secret}/tickets/${params.number}`);
  },
  cancel: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    const done = await submitForm(locals, await request.formData(), refundToForm, ({ iban }) =>
      cancelTicketByRules(locals.ctx, scope, { number: params.number, iban }),
    );
    if (!done.ok) return fail(done.status, inWords(done.state, translator(locals.locale)));
    redirect(303, `/orders/${params.code}/${params.secret}`);
  },
};
