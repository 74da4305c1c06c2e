/** The webhook event that an account took its permission back. */
import type { Ctx } from '#platform/ctx.ts';
import { refreshAccountStatus } from './refresh-account-status.ts';

/**
 * It may be late, repeated or not Stripe's at all, so only what Stripe says now counts. Outside any transaction.
 * @throws Unavailable, Invalid
 */
export async function handleDeauthorized(ctx: Ctx, account: string): Promise<void> {
  if ((await refreshAccountStatus(ctx, account)) === 'there')
    ctx.log.info('an account was said to be disconnected, and is not');
}
