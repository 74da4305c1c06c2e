/** Looking at every account once a day, in case news of it never came. */
import type { Ctx } from '#platform/ctx.ts';
import { FoyerError } from '#platform/errors.ts';
import { listAccounts } from './queries.ts';
import { refreshStanding } from './refresh-standing.ts';

/** One that cannot be looked at now is left for tomorrow. */
export async function checkAccounts(ctx: Ctx): Promise<void> {
  for (const account of await listAccounts(ctx)) {
    try {
      await refreshStanding(ctx, account);
    } catch (error) {
      if (!(error instanceof FoyerError)) throw error;
      ctx.log.warn({ err: error }, 'Stripe did not say how an account stands');
    }
  }
}
