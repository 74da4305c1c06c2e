/** What accounts at Stripe need done in the background. */
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { checkAccounts } from './check-accounts.ts';
import { discardAttempts } from './discard-attempts.ts';
import { FINISH_DISCONNECT_QUEUE, resumeDisconnect } from './disconnect-account.ts';
import { HANDLE_WEBHOOK_EVENT_QUEUE, handleWebhookEvent, sweepWebhookEvents } from './handle-webhook-event.ts';

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
