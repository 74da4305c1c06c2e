/** Ending a try to pay, so that nobody can pay twice. */
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Unavailable } from '#platform/errors.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import type { PaymentStatus } from '../provider.ts';
import { abandonAttempt, type Attempt, findLiveAttempt, loseAttempt } from './find-attempt.ts';
import { getOnlineProvider, hasNoAccess, refuseTransaction } from './providers.ts';
import { type Settled, settleAttempt } from './settle-attempt.ts';

/**
 * Closes a try at its provider; where somebody was faster, what they paid is settled instead. One of which the provider
 * has not answered yet nobody has the address of, so it is given up without asking; one in an account that was let go
 * is given up too, and the team is told to look.
 * @throws Unavailable where the provider does not answer: it may still be paid
 */
export async function closeAttempt(ctx: Ctx, attempt: Attempt): Promise<Settled> {
  refuseTransaction(ctx);
  if (attempt.state === 'begun') {
    await abandonAttempt(ctx, attempt, attempt.trouble);
    return { state: 'gone', outcome: null };
  }
  const status = await askToClose(ctx, attempt);
  if (status === 'no-access')
    return {
      state: await loseAttempt(ctx, attempt, storeText('stored.attempt.disconnectedClosing')),
      outcome: null,
    };
  if (status.state === 'open') throw new Unavailable('not_closed.payment');
  return settleAttempt(ctx, attempt, status);
}

async function askToClose(
  ctx: Ctx,
  { id, provider, account, reference }: Attempt,
): Promise<PaymentStatus | 'no-access'> {
  try {
    return await getOnlineProvider(provider).close(ctx, { id, account, reference });
  } catch (error) {
    if (hasNoAccess(error)) return 'no-access';
    throw error;
  }
}

/**
 * Clears the way for another way to pay. `taken`: the money came, or is on its way; the order is what it then is.
 * @throws Unavailable where nobody knows, so that nothing else can be paid meanwhile
 */
export async function leaveOnlinePayment(ctx: Ctx, scope: OrderScope): Promise<'free' | 'taken'> {
  const live = await findLiveAttempt(ctx, scope);
  if (!live) return 'free';
  return (await closeAttempt(ctx, live)).state === 'gone' ? 'free' : 'taken';
}
