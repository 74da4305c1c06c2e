/** Looking at every account once a day, in case no webhook event of it ever came. */
import type { Ctx } from '#platform/ctx.ts';
import { FoyerError } from '#platform/errors.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { FINISH_DISCONNECT_QUEUE } from './disconnect-account.ts';
import { listAccounts, listLettingGo } from './queries.ts';
import { refreshAccountStatus } from './refresh-account-status.ts';

/**
 * One that cannot be looked at now is left for tomorrow. What still waits to be let go gets a job again, in case its
 * own was given up.
 */
export async function checkAccounts(ctx: Ctx): Promise<void> {
  for (const account of await listAccounts(ctx)) {
    try {
      await refreshAccountStatus(ctx, account);
    } catch (error) {
      if (!(error instanceof FoyerError)) throw error;
      ctx.log.warn({ err: error }, 'Stripe did not say how an account stands');
    }
  }
  for (const connectionId of await listLettingGo(ctx))
    await enqueue(ctx, FINISH_DISCONNECT_QUEUE, { connectionId }, { key: connectionId });
}
