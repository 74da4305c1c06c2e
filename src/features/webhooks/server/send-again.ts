/** Sending what was sent before, or never since the endpoint was off; and something to try it with. */
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { OrganizerScope } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, NotFound } from '#platform/errors.ts';
import { wakeWorkers } from '#platform/jobs/wake-workers.ts';
import { asDate, type Instant } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { TEST_TYPE } from '../webhook.ts';
import { nameWebhook } from './present.ts';
import { getWebhook, type Webhook } from './queries.ts';

/** Either one of its deliveries, or everything that happened from `since` on and before `until`. */
export type Again = { changeId: number } | { since: Instant; until: Instant };

/** Sends a fact of the type `test`, and gives its id. @throws NotFound; Conflict while it is off */
export async function sendTest(ctx: Ctx, organizer: OrganizerScope, id: string): Promise<number> {
  return sendMore(ctx, organizer, id, async (ctx, { url }) => {
    const { rows } = await sql<{ id: number }>`select add_test_change(${id}) as id`.execute(ctx.db);
    const { organizerId } = organizer;
    await writeAuditEntry(ctx, { organizerId, action: 'webhook.test', subject: nameWebhook(url) });
    return rows[0]?.id as number;
  });
}

/**
 * Sends it anew under the same id, with all attempts, and says how much that is. Of a span also what never was to be
 * sent: so an endpoint catches up that was off.
 * @throws NotFound; Conflict while it is off
 */
export async function replayDeliveries(ctx: Ctx, organizer: OrganizerScope, id: string, again: Again): Promise<number> {
  return sendMore(ctx, organizer, id, async (ctx, webhook) => {
    const count = 'changeId' in again ? await replayOne(ctx, id, again.changeId) : await replaySpan(ctx, id, again);
    await writeAuditEntry(ctx, {
      organizerId: organizer.organizerId,
      action: 'webhook.replay',
      subject: nameWebhook(webhook.url),
      after: { count },
    });
    return count;
  });
}

async function sendMore(
  ctx: Ctx,
  organizer: OrganizerScope,
  id: string,
  work: (ctx: Ctx, webhook: Webhook) => Promise<number>,
): Promise<number> {
  const webhook = await getWebhook(ctx, organizer, id);
  if (webhook.off !== null) throw new Conflict('webhook_off.webhook');
  const result = await transact(ctx, (ctx) => work(ctx, webhook));
  wakeWorkers(ctx.db);
  return result;
}

const AFRESH = sql`state = 'waiting', attempts = 0, due_at = clock_timestamp(), status = null, answer = '', fault = ''`;

async function replayOne({ db }: Ctx, id: string, changeId: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update webhook_deliveries set ${AFRESH} where webhook_id = ${id} and change_id = ${changeId}`.execute(db);
  if (numAffectedRows !== 1n) throw new NotFound('not_found.delivery');
  return 1;
}

async function replaySpan(
  { db }: Ctx,
  id: string,
  { since, until }: { since: Instant; until: Instant },
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into webhook_deliveries (webhook_id, change_id)
    select w.id, c.id from webhooks w join changes c on c.organizer_id = w.organizer_id
    where w.id = ${id} and c.at >= ${asDate(since)} and c.at < ${asDate(until)} and c.type <> ${TEST_TYPE}
      and (w.event_id is null or w.event_id = c.event_id) and (w.types is null or c.type = any(w.types))
    on conflict (change_id, webhook_id) do update set ${AFRESH}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
