import { fail, redirect } from '@sveltejs/kit';
import { listOrderInvoices } from '#features/invoices/server/queries.ts';
import { sendConfirmation } from '#features/messages/server/send-confirmation.ts';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { createNote } from '#features/orders/server/after-sale/create-note.ts';
import { noteForm } from '#features/orders/server/inputs.ts';
import { loadHistory, loadNotes } from '#features/orders/server/after-sale/load-history.ts';
import { findOverLimit } from '#features/orders/server/paying/check-limits.ts';
import { authoriseOrderOf } from '#features/orders/server/policy.ts';
import { getPrice } from '#features/orders/server/present.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { cancelTicketByRules } from '#features/payments/server/cancel-by-rules.ts';
import { listOrderAnswers, listQuestions } from '#features/questions/server/queries.ts';
import { findAcceptance } from '#features/terms/server/queries.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { z } from 'zod';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const scope = await authoriseOrderOf(locals.ctx, params, 'see-orders');
  const order = await getOrder(locals.ctx, scope);
  const asked = (await listQuestions(locals.ctx, scope)).some(({ archived }) => !archived);
  return {
    order,
    price: await getPrice(locals.ctx, scope, order),
    over: (await findOverLimit(locals.ctx, scope)) ?? null,
    history: await loadHistory(locals.ctx, scope),
    notes: await loadNotes(locals.ctx, scope),
    resent: url.searchParams.has('resent'),
    now: locals.ctx.now,
    invoices: await listOrderInvoices(locals.ctx, scope),
    answers: await listOrderAnswers(locals.ctx, scope),
    asked,
    acceptedAt: (await findAcceptance(locals.ctx, scope))?.acceptedAt ?? null,
  };
};

const nothing = z.object({});
const ticketForm = z.object({ number: z.coerce.number().int().min(1).max(9999) });
const back = (params: { organizer: string; event: string; code: string }): string =>
  `/manage/${params.organizer}/events/${params.event}/orders/${params.code}`;

export const actions: Actions = {
  cancel: async ({ locals, params, request }) => {
    const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
    const done = await submitForm(locals, await request.formData(), nothing, () => cancelOrder(locals.ctx, scope));
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, back(params));
  },
  cancelTicket: async ({ locals, params, request }) => {
    const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
    const done = await submitForm(locals, await request.formData(), ticketForm, (input) =>
      cancelTicketByRules(locals.ctx, scope, input),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, back(params));
  },
  note: async ({ locals, params, request }) => {
    const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
    const done = await submitForm(locals, await request.formData(), noteForm, (input) =>
      createNote(locals.ctx, scope, input),
    );
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `${back(params)}#notes`);
  },
  resend: async ({ locals, params, request }) => {
    const scope = await authoriseOrderOf(locals.ctx, params, 'edit-orders');
    const done = await submitForm(locals, await request.formData(), nothing, () => sendConfirmation(locals.ctx, scope));
    if (!done.ok) return fail(done.status, done.state);
    redirect(303, `${back(params)}?resent`);
  },
};
