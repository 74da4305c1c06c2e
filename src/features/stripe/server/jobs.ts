/** What accounts at Stripe need done in the background. */
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';
import { FoyerError } from '#platform/errors.ts';
import { defineJob, enqueue } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { DAY_MS } from '#platform/time.ts';
import { FINISH_DISCONNECT_QUEUE, resumeDisconnect } from './disconnect-account.ts';
import { HANDLE_WEBHOOK_EVENT_QUEUE, handleWebhookEvent, sweepWebhookEvents } from './handle-webhook-event.ts';
import { listAccounts, listLettingGo } from './queries.ts';
import { refreshAccountStatus } from './refresh-account-status.ts';

/** A late answer is told from a forged one for so long. */
const KEPT_MS = DAY_MS;

defineJob<{ newsId: number }>(HANDLE_WEBHOOK_EVENT_QUEUE, (ctx, { newsId }) => handleWebhookEvent(ctx, newsId));

const CHECK_ACCOUNTS_QUEUE = 'check_stripe_accounts';

defineJob<{ connectionId: string }>(FINISH_DISCONNECT_QUEUE, (ctx, { connectionId }) =>
  resumeDisconnect(ctx, connectionId),
);
defineJob(CHECK_ACCOUNTS_QUEUE, async (ctx) => {
  await discardAttempts(ctx);
  await sweepWebhookEvents(ctx);
  await checkAccounts(ctx);
});
scheduleDaily(CHECK_ACCOUNTS_QUEUE, { hour: 5, minute: 10 });

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

export async function discardAttempts({ db, now }: Ctx): Promise<void> {
  await db
    .deleteFrom('stripeAttempts')
    .where('expiresAt', '<', timestamp(now - KEPT_MS))
    .execute();
}
