import { authoriseOrder } from '#features/orders/server/policy.ts';
import { makeGooglePass } from '#features/passes/server/make-wallet-pass.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, getClientAddress }) => {
  const scope = await authoriseOrder(locals.ctx, { ...params, visitor: getClientAddress });
  const location = await makeGooglePass(locals.ctx, scope, { number: params.number, locale: locals.locale });
  return new Response(null, {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  });
};
