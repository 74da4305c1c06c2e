import { fail, redirect } from '@sveltejs/kit';
import { applyDiscount } from '#features/orders/server/pricing/apply-discount.ts';
import { getPrice } from '#features/orders/server/present.ts';
import { getOrder, type OrderView } from '#features/orders/server/queries.ts';
import { removeDiscount } from '#features/orders/server/pricing/remove-discount.ts';
import { limitCodeAttempts } from '#features/tickets/server/read-access-code.ts';
import { cutText } from '#platform/fit-text.ts';
import { TooMany } from '#platform/rate-limit.ts';
import { authoriseVisitor, loadVisited } from '../open-order.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent, getClientAddress }) => {
  const { address } = await parent();
  const { ctx } = locals;
  const { scope, order } = await loadVisited({ locals, params, getClientAddress });
  if (order.state !== 'reserved' || order.heldUntil === null || order.heldUntil <= ctx.now) redirect(303, address);
  return { price: await getPrice(ctx, scope, order), next: stepOf(order, address) };
};

export const actions: Actions = {
  apply: async ({ locals, params, request, getClientAddress }) => {
    const { ctx } = locals;
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    const typed = cutText(String((await request.formData()).get('code') ?? ''), 80);
    try {
      await limitCodeAttempts(ctx, scope, getClientAddress);
    } catch (error) {
      if (error instanceof TooMany) return fail(429, { typed, reason: 'too-often' });
      throw error;
    }
    const applied = await applyDiscount(ctx, scope, typed);
    if (applied.outcome === 'refused') return fail(422, { typed, reason: applied.reason });
    redirect(303, stepOf(await getOrder(ctx, scope), `/orders/${params.code}/${params.secret}`));
  },
  remove: async ({ locals, params, getClientAddress }) => {
    const scope = await authoriseVisitor({ locals, params, getClientAddress });
    await removeDiscount(locals.ctx, scope);
    redirect(303, stepOf(await getOrder(locals.ctx, scope), `/orders/${params.code}/${params.secret}`));
  },
};

/** Where the buyer goes on: who it is for, or how to pay. */
function stepOf({ buyerEmail }: OrderView, address: string): string {
  return buyerEmail === '' ? `${address}/details` : `${address}/pay`;
}
