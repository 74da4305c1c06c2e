import { redirect } from '@sveltejs/kit';
import { getOrder } from '#features/orders/server/queries.ts';
import { pollLatePayment, pollOrderPayment } from '#features/payments/server/poll-payments.ts';
import { forgetKey } from '../../../../e/[slug]/checkout/checkout-key.ts';
import { loadVisited } from '../open-order.ts';
import type { PageServerLoad } from './$types';

/** Where buyers come back to from paying. It believes nothing that its address says, and asks. */
export const load: PageServerLoad = async ({ locals, params, parent, cookies, setHeaders, getClientAddress }) => {
  const { address } = await parent();
  const { ctx } = locals;
  const { scope } = await loadVisited({ locals, params, getClientAddress });
  const stands = await pollOrderPayment(ctx, scope);
  const { state, buyerEmail } = await getOrder(ctx, scope);
  if (state !== 'reserved') forgetKey(cookies);
  if (state === 'expired' && (await pollLatePayment(ctx, scope)) === 'asking') {
    setHeaders({ refresh: '10' });
    return { email: buyerEmail, isLate: true };
  }
  // What was to be paid by transfer waits for the card just as well.
  const waits = state === 'reserved' || (state === 'pending-payment' && stands !== 'settled');
  if (!waits || stands === 'settled') redirect(303, address);
  if (stands === 'none') redirect(303, `${address}/pay?unpaid`);
  // Without any script; nothing on the page can be lost by it.
  setHeaders({ refresh: '10' });
  return { email: buyerEmail, isLate: false };
};
