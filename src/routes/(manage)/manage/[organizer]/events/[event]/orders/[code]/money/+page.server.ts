import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { systemEventScope } from '#features/events/server/policy.ts';
import { getManagedEvent } from '#features/events/server/load-managed-event.ts';
import { authoriseOrderOf, type OrderScope } from '#features/orders/server/policy.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { balanceOf } from '#features/payments/payment.ts';
import { cancelWithRefund } from '#features/payments/server/cancel-with-refund.ts';
import { markForm, refundForm, resendForm, withdrawForm } from '#features/payments/server/inputs.ts';
import { loadReturnable } from '#features/payments/server/load-returnable.ts';
import { markPaid } from '#features/payments/server/mark-paid.ts';
import { markRefundSent } from '#features/payments/server/mark-refund-sent.ts';
import { listLedger } from '#features/payments/server/queries.ts';
import { refundOrder } from '#features/payments/server/refund-order.ts';
import { sendRefundAgain } from '#features/payments/server/send-refund-again.ts';
import { withdrawRefund } from '#features/payments/server/withdraw-refund.ts';
import { revokeMark } from '#features/payments/server/revoke-payment.ts';
import { amountText } from '#platform/money.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound, wordError } from '#platform/errors.ts';
import { type Submitted, submitForm } from '#platform/http/submit-form.ts';
import { localDate } from '#platform/time.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
  const scope = await authoriseOrderOf(locals.ctx, params, 'see-orders');
  const { managedEvent } = await parent();
  const order = await getOrder(locals.ctx, scope);
  const balance = balanceOf(order);
  // What was sent back of a paid order is not owed again.
  const outstandingMinor =
    order.state === 'pending-payment' || order.state === 'expired' ? balance.outstandingMinor : 0;
  const keptMinor = order.paidMinor - order.refundedMinor;
  const text = (minor: number): string => (minor > 0 ? amountText(minor, order.currency) : '');
  const returnable = await loadReturnable(locals.ctx, scope);
  // Of what failed there is more at the provider than the order keeps: it is promised already.
  const onlineMinor = Math.min(
    keptMinor,
    returnable.reduce((sum, { leftMinor }) => sum + leftMinor, 0),
  );
  return {
    online:
      onlineMinor > 0
        ? {
            method: returnable[0]?.method ?? '',
            leftMinor: onlineMinor,
            stepMinor: Math.max(...returnable.map(({ stepMinor }) => stepMinor)),
            hasFee: returnable.some(({ hasFee }) => hasFee),
          }
        : null,
    order,
    ledger: await listLedger(locals.ctx, scope),
    overMinor: balance.overMinor,
    outstandingMinor,
    keptMinor,
    key: randomUUID(),
    today: localDate(locals.ctx.now, managedEvent.timeZone),
    amounts: { outstanding: text(outstandingMinor), over: text(balance.overMinor), kept: text(keptMinor) },
  };
};

type Here = Pick<RequestEvent, 'locals' | 'params' | 'request'>;

/** Sends a form of this page; where something is wrong, the page knows in which. */
async function send(
  event: Here,
  which: 'record' | 'refund' | 'cancel' | 'again' | 'withdraw',
  act: (
    scope: OrderScope,
    form: FormData,
    facts: { currency: string; timeZone: string },
  ) => Promise<Submitted<unknown>>,
) {
  const { locals, params, request } = event;
  const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
  const { timeZone } = await getManagedEvent(locals.ctx, await systemEventScope(locals.ctx, scope.eventId));
  const { currency } = await getOrder(locals.ctx, scope);
  const done = await act(scope, await request.formData(), { currency, timeZone });
  if (!done.ok) return fail(done.status, { which, state: done.state });
  redirect(303, here(params));
}

/** Acts on one entry of the ledger. */
async function touch(
  { locals, params, request }: Here,
  act: (ctx: Ctx, scope: OrderScope, id: number) => Promise<void>,
) {
  const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
  const id = Number((await request.formData()).get('id'));
  try {
    await act(locals.ctx, scope, Number.isSafeInteger(id) ? id : 0);
  } catch (error) {
    if (error instanceof Conflict || error instanceof NotFound)
      return fail(error instanceof Conflict ? 409 : 422, {
        which: 'entry' as const,
        state: { entries: {}, problems: {}, message: wordError(error, locals.locale), conflicts: [] },
      });
    throw error;
  }
  redirect(303, here(params));
}

const here = ({ organizer, event, code }: { organizer: string; event: string; code: string }): string =>
  `/manage/${organizer}/events/${event}/orders/${code}/money`;

export const actions: Actions = {
  record: (event) =>
    send(event, 'record', (scope, form, facts) =>
      submitForm(event.locals, form, markForm(facts), (mark) => markPaid(event.locals.ctx, scope, mark)),
    ),
  refund: (event) =>
    send(event, 'refund', (scope, form, { currency }) =>
      submitForm(event.locals, form, refundForm(currency), (refund) => refundOrder(event.locals.ctx, scope, refund)),
    ),
  cancel: (event) =>
    send(event, 'cancel', (scope, form, { currency }) =>
      submitForm(event.locals, form, refundForm(currency), (refund) =>
        cancelWithRefund(event.locals.ctx, scope, refund),
      ),
    ),
  again: (event) =>
    send(event, 'again', (scope, form) =>
      submitForm(event.locals, form, resendForm, ({ id, ...way }) =>
        sendRefundAgain(event.locals.ctx, scope, { refundId: id, ...way }),
      ),
    ),
  withdraw: (event) =>
    send(event, 'withdraw', (scope, form) =>
      submitForm(event.locals, form, withdrawForm, ({ id, reason }) =>
        withdrawRefund(event.locals.ctx, scope, { refundId: id, reason }),
      ),
    ),
  revoke: (event) => touch(event, (ctx, scope, paymentId) => revokeMark(ctx, scope, { paymentId })),
  sent: (event) => touch(event, (ctx, scope, refundId) => markRefundSent(ctx, scope, { refundId })),
};
