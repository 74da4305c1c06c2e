import { fail, redirect } from '@sveltejs/kit';
import { systemEventScope } from '#features/events/server/policy.ts';
import { listOrderInvoices } from '#features/invoices/server/queries.ts';
import { presentPrice } from '#features/orders/server/present.ts';
import { secondsUntil } from '#features/orders/server/holding/load-held.ts';
import { reserveAgain } from '#features/orders/server/holding/reserve-again.ts';
import { orderAddress } from '#features/orders/server/sign-order.ts';
import { walletsOf } from '#features/passes/server/make-wallet-pass.ts';
import { presentPass } from '#features/passes/server/present.ts';
import { getPasses } from '#features/passes/server/queries.ts';
import { cancelOrderByRules } from '#features/payments/server/cancel-by-rules.ts';
import { refundToForm } from '#features/payments/server/inputs.ts';
import { loadInstructions } from '#features/payments/server/load-instructions.ts';
import { loadOrderPage } from '#features/payments/server/load-order-page.ts';
import { pollLatePayment } from '#features/payments/server/poll-payments.ts';
import { hasProgramme } from '#features/schedule/server/queries.ts';
import { listOpenOffers } from '#features/transfers/server/queries.ts';
import { listOrderAnswers } from '#features/questions/server/queries.ts';
import { FoyerError } from '#platform/errors.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator } from '#platform/i18n/translate.ts';
import { qrSvg } from '#platform/qr.ts';
import { getRuntime } from '#platform/runtime.ts';
import { authoriseVisitor, loadVisited } from './open-order.ts';
import { inWords } from '../../../in-words.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
  const { locals, parent } = visit;
  const { address, event } = await parent();
  const { ctx } = locals;
  const { scope, order } = await loadVisited(visit);
  const { passes } = await getPasses(ctx, scope, { order });
  const { page, refunds, back } = await loadOrderPage(ctx, scope, order);
  if (page.acts.includes('go-on')) redirect(303, `${address}/details`);
  if (order.state === 'reserved' || order.state === 'expired') {
    // Who paid in the last moment must not read that it was for nothing before that is true.
    const late = await pollLatePayment(ctx, scope);
    if (late !== 'none') redirect(303, late === 'asking' ? `${address}/paid` : address);
  }
  const pay = page.acts.includes('pay') ? await loadInstructions(ctx, scope, { locale: locals.locale, order }) : null;
  return {
    page,
    refunds,
    back,
    order,
    pay,
    eventAddress: `${getRuntime().config.url}/e/${event.slug}`,
    programme: page.acts.includes('calendar') && (await hasProgramme(ctx, await systemEventScope(ctx, scope.eventId))),
    answers: await listOrderAnswers(ctx, scope),
    price: presentPrice(order),
    now: ctx.now,
    passes: page.letsIn ? passes.map(presentPass) : [],
    ownTickets: passes.length,
    wallets: walletsOf(ctx),
    invoices: await listOrderInvoices(ctx, scope, order),
    square: pay?.transferText ? qrSvg(pay.transferText, 0) : null,
    offers:
      passes.length === 0
        ? {}
        : Object.fromEntries((await listOpenOffers(ctx, scope)).map(({ number, email }) => [number, email])),
  };
};

export const actions: Actions = {
  cancel: async ({ locals, params, request, getClientAddress }) => {
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    const done = await submitForm(locals, await request.formData(), refundToForm, ({ iban }) =>
      cancelOrderByRules(locals.ctx, scope, { iban }),
    );
    if (!done.ok) {
      const { code = '' } = done.state;
      return fail(done.status, { problem: code, state: code ? null : inWords(done.state, translator(locals.locale)) });
    }
    redirect(303, `/orders/${params.code}/${params.secret}`);
  },
  again: async ({ locals, params, platform, getClientAddress, setHeaders }) => {
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    if (!platform) throw new TypeError('The pages run without Foyer');
    const address = getClientAddress();
    const reserved = await reserveAgain(locals.ctx, scope, { queue: platform.queue, address }).catch(
      (error: unknown) => {
        if (error instanceof FoyerError && error.status === 503) return 'rush' as const;
        throw error;
      },
    );
    if (reserved === 'rush') return fail(503, { problem: reserved, state: null });
    if (reserved.outcome === 'over-share') {
      setHeaders({ 'retry-after': String(secondsUntil(reserved.freeAt, locals.ctx.now)) });
      return fail(429, { problem: 'too_many_held', state: null });
    }
    if (reserved.outcome !== 'reserved')
      return fail(409, { problem: reserved.outcome === 'refused' ? reserved.reason : reserved.outcome, state: null });
    redirect(303, orderAddress(reserved.order.code));
  },
};
