import { fail, redirect } from '@sveltejs/kit';
import { applyDiscount } from '#features/orders/server/apply-discount.ts';
import { authoriseOrder, type OrderScope } from '#features/orders/server/policy.ts';
import { getPrice } from '#features/orders/server/present.ts';
import { getOrder } from '#features/orders/server/queries.ts';
import { removeDiscount } from '#features/orders/server/remove-discount.ts';
import type { Ctx } from '#platform/ctx.ts';
import { limitRate, networkOf, TooMany } from '#platform/rate-limit.ts';
import type { Actions, PageServerLoad } from './$types';

/** As many as on the event's page: enough for mistyping, too few for guessing. */
const TRIES = { tries: 60, seconds: 600 };

export const load: PageServerLoad = async ({ locals, params, parent, getClientAddress }) => {
  const { address } = await parent();
  const { ctx } = locals;
  const scope = await authoriseOrder(ctx, { ...params, visitor: getClientAddress });
  const order = await getOrder(ctx, scope);
  if (order.state !== 'reserved' || order.heldUntil === null || order.heldUntil <= ctx.now) redirect(303, address);
  return { price: await getPrice(ctx, scope), next: await stepOf(ctx, scope, address) };
};

export const actions: Actions = {
  apply: async ({ locals, params, request, getClientAddress }) => {
    const { ctx } = locals;
    const scope = await authoriseOrder(ctx, { ...params, visitor: getClientAddress });
    const typed = String((await request.formData()).get('code') ?? '').slice(0, 80);
    try {
      await limitRate(ctx, `access-code:${scope.eventId}:${networkOf(getClientAddress())}`, TRIES);
    } catch (error) {
      if (error instanceof TooMany) return fail(429, { typed, reason: 'too-often' });
      throw error;
    }
    const applied = await applyDiscount(ctx, scope, typed);
    if (applied.outcome === 'refused') return fail(422, { typed, reason: applied.reason });
    redirect(303, await stepOf(ctx, scope, `/orders/${params.code}/${params.secret}`));
  },
  remove: async ({ locals, params, getClientAddress }) => {
    const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
    await removeDiscount(locals.ctx, scope);
    redirect(303, await stepOf(locals.ctx, scope, `/orders/${params.code}/${params.secret}`));
  },
};

/** Where the buyer goes on: who it is for, or how to pay. */
async function stepOf(ctx: Ctx, scope: OrderScope, address: string): Promise<string> {
  return (await getOrder(ctx, scope)).buyerEmail === '' ? `${address}/details` : `${address}/pay`;
}
