import { fail, redirect } from '@sveltejs/kit';
import { cancelOrder } from '#features/orders/server/after-sale/cancel-order.ts';
import { buyerForm, BUYER_LIMITS } from '#features/orders/server/inputs.ts';
import { authoriseOrder } from '#features/orders/server/policy.ts';
import { getPrice } from '#features/orders/server/present.ts';
import { getOrderSums } from '#features/orders/server/queries.ts';
import { type SheetProblem, seatsToAsk } from '#features/questions/answer-sheet.ts';
import { completeDetails } from '#features/questions/server/complete-details.ts';
import { getOrderSheet } from '#features/questions/server/queries.ts';
import { ANSWER_TYPES, type TakenAnswers, takeAnswers } from '#features/questions/server/take-answers.ts';
import { acceptTerms, termsProblem } from '#features/terms/server/accept-terms.ts';
import { findTermsDue } from '#features/terms/server/queries.ts';
import { cutText } from '#platform/fit-text.ts';
import type { FormState } from '#platform/http/form-state.ts';
import { DISCOUNT_REFUSALS } from '#features/prices/discount.ts';
import type { Entries } from '#platform/merge-edit.ts';
import { submitForm } from '#platform/http/submit-form.ts';
import { translator, textKey } from '#platform/i18n/translate.ts';
import { forgetKey } from '../../../../e/[slug]/checkout/checkout-key.ts';
import { authoriseVisitor, loadVisited } from '../open-order.ts';
import { readOwnOrders, rememberOrder } from '../own-orders-cookie.ts';
import { describeRefusal } from '../describe-problem.ts';
import { forgetTyped, storeTyped, readTyped } from './typed-cookie.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
  const { locals, parent, url, cookies } = visit;
  const { address, event } = await parent();
  const { ctx } = locals;
  const { scope, order } = await loadVisited(visit);
  if (order.state !== 'reserved' || order.heldUntil === null || order.heldUntil <= ctx.now) redirect(303, address);
  // Where nothing is sold any more, the order's page says why.
  if (event.state !== 'published' || event.endsAt <= ctx.now) redirect(303, address);
  const sheet = await getOrderSheet(ctx, scope, order);
  // What costs something is placed at the step after this one, and its terms are accepted there.
  const terms = order.totalMinor === 0 ? await findTermsDue(ctx, scope) : undefined;
  const { actor } = ctx;
  const known = actor.kind === 'user' ? { name: actor.name, email: actor.email } : { name: '', email: '' };
  return {
    order,
    price: await getPrice(ctx, scope, order),
    refused: readRefused(url),
    heldUntil: order.heldUntil,
    sheet,
    terms: terms?.version ?? null,
    seats: [...seatsToAsk(sheet.questions, sheet.seats)],
    accept: ANSWER_TYPES,
    tooLarge: url.searchParams.has('too-large'),
    limits: BUYER_LIMITS,
    known,
    typed: typedBefore(order.buyerEmail === '' ? readTyped(cookies) : undefined),
    now: ctx.now,
  };
};

export const actions: Actions = {
  complete: async ({ locals, params, request, cookies, getClientAddress }) => {
    const others = readOwnOrders(cookies);
    const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress, others });
    const form = await request.formData();
    form.set('locale', locals.locale);
    const taken = await takeAnswers(locals.ctx, scope, form, { seats: 'checkout' });
    const said = String(form.get('terms') ?? '');
    // What costs something is placed at the step after this one, and its terms are accepted there.
    const terms = await findTermsDue(locals.ctx, scope);
    const accepts = terms !== undefined && (await getOrderSums(locals.ctx, scope)).totalMinor === 0;
    const due = accepts ? termsProblem(terms, said) : '';
    const result = await submitForm(locals, form, buyerForm, (buyer) =>
      completeDetails(locals.ctx, scope, {
        buyer,
        taken,
        ...(accepts && { alongside: (ctx) => acceptTerms(ctx, scope, said) }),
      }),
    );
    if (!result.ok) {
      const t = translator(locals.locale);
      const rest = withRest(result.state, { taken, due: due && t(textKey(due)) });
      return fail(result.status, inWords(rest, taken.problems, t));
    }
    if (result.value === 'completed') forgetKey(cookies);
    if (result.value === 'expired') storeTyped(cookies, form);
    else {
      forgetTyped(cookies);
      rememberOrder(cookies, params);
    }
    redirect(303, `/orders/${params.code}/${params.secret}${result.value === 'to-pay' ? '/pay' : ''}`);
  },
  release: async ({ locals, params, cookies, getClientAddress }) => {
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    await cancelOrder(locals.ctx, scope, { onlyHeld: true });
    forgetKey(cookies);
    redirect(303, `/orders/${params.code}/${params.secret}`);
  },
};

/** What was typed for seats whose time ran out, as if this form had been sent with it. */
function typedBefore(entries: Entries | undefined): FormState | null {
  return entries ? { entries, problems: {}, message: '', conflicts: [] } : null;
}

/** All that is wrong with the form, not only what stopped it first. */
function withRest(state: FormState, { taken, due }: { taken: TakenAnswers; due: string }): FormState {
  return {
    ...state,
    problems: { ...state.problems, ...(due && { terms: due }) },
    entries: { ...state.entries, ...taken.entries },
  };
}

/** Adds what is wrong with the answers, and words for the whole. */
function inWords(state: FormState, answers: readonly SheetProblem[], t: ReturnType<typeof translator>): FormState {
  const problems = Object.fromEntries([
    ...Object.entries(state.problems),
    ...answers.map(({ field, key, values }) => [field, t(textKey(key), values)]),
  ]) as Record<string, string>;
  return {
    ...state,
    problems,
    message: Object.keys(problems).length > 0 ? t('checkout.lookAgain') : describeRefusal(state.code, t),
  };
}

/** Why a code takes nothing off, where the choice before says so. */
function readRefused(url: URL): { reason: string; code: string } | null {
  const reason = url.searchParams.get('refused') ?? '';
  return (DISCOUNT_REFUSALS as readonly string[]).includes(reason)
    ? { reason, code: cutText(url.searchParams.get('code') ?? '', 80) }
    : null;
}
