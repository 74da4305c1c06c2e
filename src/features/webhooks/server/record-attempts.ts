/** Noting what became of attempts, many at once; and switching off where they came to nothing for long. */
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { Db } from '#platform/db/connect.ts';
import { asDate } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { isTaken, type OffWhy, type Outcome, pauseAfter, type Health, healthAfter } from '../webhook.ts';
import { postOffNotes } from './mails.ts';
import { nameWebhook } from './present.ts';
import type { Taken } from './take-deliveries.ts';

export type Attempt = Pick<Taken, 'webhookId' | 'changeId' | 'attempts'> & {
  outcome: Outcome & { answer: string; fault: string };
};

/** In one transaction. What was asked for again meanwhile, or taken by another worker, is left alone. */
export async function recordAttempts(ctx: Ctx, attempts: readonly Attempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await transact(ctx, async (ctx) => {
    await updateDeliveries(ctx.db, attempts);
    await updateEndpoints(ctx, attempts);
  });
}

async function updateDeliveries(db: Db, attempts: readonly Attempt[]): Promise<void> {
  const rows = attempts.map(({ webhookId, changeId, attempts, outcome }) => {
    const pauseMs = isTaken(outcome) ? undefined : pauseAfter(attempts, Math.random());
    const state = isTaken(outcome) ? 'delivered' : pauseMs === undefined ? 'failed' : 'waiting';
    return { webhookId, changeId, attempts, state, pauseMs: pauseMs ?? null, ...outcome };
  });
  const column = <K extends keyof (typeof rows)[number]>(name: K) => rows.map((row) => row[name]);
  await sql`
    update webhook_deliveries d set state = a.state, status = a.status, answer = a.answer, fault = a.fault,
      due_at = clock_timestamp() + a.pause_ms * interval '1 millisecond'
    from unnest(${column('webhookId')}::uuid[], ${column('changeId')}::bigint[], ${column('attempts')}::integer[],
      ${column('state')}::text[], ${column('pauseMs')}::float8[], ${column('status')}::integer[],
      ${column('answer')}::text[], ${column('fault')}::text[]
    ) as a (webhook_id, change_id, attempts, state, pause_ms, status, answer, fault)
    where d.webhook_id = a.webhook_id and d.change_id = a.change_id and d.attempts = a.attempts and d.state = 'waiting'`.execute(
    db,
  );
}

/** Of endpoints at which everything arrives nothing is written. */
async function updateEndpoints(ctx: Ctx, attempts: readonly Attempt[]): Promise<void> {
  const failed = attempts.filter(({ outcome }) => !isTaken(outcome)).map(({ webhookId }) => webhookId);
  const endpoints = await ctx.db
    .selectFrom('webhooks')
    .select(['id', 'organizerId', 'url', 'failingSince', 'failedAt', 'heldUntil', 'offWhy'])
    .where('id', 'in', [...new Set(attempts.map(({ webhookId }) => webhookId))])
    .where((eb) => eb.or([eb('id', '=', sql<string>`any(${failed}::uuid[])`), eb('failingSince', 'is not', null)]))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  for (const { id, organizerId, url, offWhy, ...rest } of endpoints) {
    const was = { ...rest, off: offWhy as OffWhy | null };
    const outcomes = attempts.filter(({ webhookId }) => webhookId === id).map(({ outcome }) => outcome);
    const is = healthAfter(was, outcomes, ctx.now);
    await storeHealth(ctx, id, is, was.off !== is.off);
    if (is.off === null || was.off === is.off) continue;
    await writeAuditEntry(ctx, {
      organizerId,
      action: 'webhook.off',
      subject: nameWebhook(url),
      after: { why: is.off },
    });
    await postOffNotes(ctx, { organizerId, url, why: is.off });
  }
}

async function storeHealth({ db, now }: Ctx, id: string, is: Health, isSwitched: boolean): Promise<void> {
  await db
    .updateTable('webhooks')
    .set({
      failingSince: asDate(is.failingSince),
      failedAt: asDate(is.failedAt),
      heldUntil: asDate(is.heldUntil),
      ...(isSwitched && { offAt: new Date(now), offWhy: is.off }),
    })
    .where('id', '=', id)
    .execute();
}
