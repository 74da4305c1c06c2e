/** Sending what endpoints are owed, beside all other work: no endpoint holds up mails or jobs, and none another. */
import { changeJson } from '#features/changes/change.ts';
import type { Ctx } from '#platform/ctx.ts';
import { createCtx } from '#platform/ctx.ts';
import type { Db } from '#platform/db/connect.ts';
import { postPublic, type PostRules } from '#platform/http/post-public.ts';
import { createLane, type Lane } from '#platform/jobs/lane.ts';
import type { Log } from '#platform/log.ts';
import { type Attempt, recordAttempts } from './record-attempts.ts';
import { openSecret, signedHeaders } from './sign-delivery.ts';
import { type Taken, takeDeliveries } from './take-deliveries.ts';

/** How many are under way at once in one process. */
const AT_ONCE = 32;
/** How late it starts where nobody said that there is something. */
const POLL_MS = 5000;

export type SenderOptions = { db: Db; log: Log; anywhere: boolean; limitMs?: number; pollMs?: number };

type Sent = Taken & Partial<Pick<Attempt, 'outcome'>>;

/** Starts it. `wake` says that something may be due; `stop` waits for what is under way. */
export function startSender({ db, log, anywhere, limitMs, pollMs = POLL_MS }: SenderOptions): Lane<Sent> {
  const rules: PostRules = { ...(anywhere && { allows: () => true }), ...(limitMs !== undefined && { limitMs }) };
  const ctx = (): Ctx => createCtx({ db, log, actor: { kind: 'system', name: 'send_webhooks' } });
  const record = (ended: readonly Sent[]): Promise<void> => recordAttempts(ctx(), ended.filter(hasOutcome));
  return createLane<Sent>({
    pollMs: () => pollMs,
    look: async (running, ended) => {
      await record(ended);
      return takeDeliveries(db, Math.max(0, AT_ONCE - running.length), running);
    },
    finish: record,
    run: async (delivery) => {
      delivery.outcome = await attempt(delivery, rules, Date.now());
      return true;
    },
    onError: (error) => log.warn({ err: error }, 'webhooks: the database did not answer; trying again'),
  });
}

const hasOutcome = (sent: Sent): sent is Taken & Attempt => sent.outcome !== undefined;

/** One attempt. Its identifier and its body are the same each time. */
async function attempt(delivery: Taken, rules: PostRules, now: number): Promise<Attempt['outcome']> {
  const { webhookId, url, secret, oldSecret, oldSecretUntil } = delivery;
  const current = openSecret(webhookId, secret);
  // The one before may be unreadable: then it is what was replaced for that reason.
  const before = oldSecret !== null && (oldSecretUntil ?? 0) > now ? openSecret(webhookId, oldSecret) : undefined;
  if (current === undefined) return { status: null, answer: '', fault: 'secret' };
  const change = changeJson({ ...delivery, id: String(delivery.changeId) });
  const body = JSON.stringify(change);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Foyer',
    ...signedHeaders([current, ...(before === undefined ? [] : [before])], { id: change.id, at: now, body }),
  };
  const posted = await postPublic(new URL(url), { headers, body }, rules);
  if ('fault' in posted) return { status: null, answer: posted.said, fault: posted.fault };
  return { status: posted.status, answer: posted.beginning, fault: '', retryAfter: posted.retryAfter };
}
