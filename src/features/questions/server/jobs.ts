/** The background side of questions. */
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { defineJob } from '#platform/jobs/jobs.ts';
import { scheduleDaily } from '#platform/jobs/schedules.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import { DAY_MS } from '#platform/time.ts';
import { transact } from '#platform/transact.ts';
import { DISCARD_ENDED_QUEUE } from './inputs.ts';

/** An order that ran out after it was placed may still be paid; after so long that is not waited for any more. */
const LATE_MONEY_DAYS = 30;

/** As many at once as one transaction takes. */
const BATCH = 500;

/**
 * Orders that are over: given up, cancelled or refunded; or run out, where nobody paid in that moment. Tickets that
 * somebody else took over are not in them. Stands where `o` is the order and `f` the file.
 */
const isOver = (ctx: Ctx) => sql<boolean>`(
  (o.state in ('cancelled', 'refunded')
    or (o.state = 'expired' and (o.updated_at < ${new Date(ctx.now - LATE_MONEY_DAYS * DAY_MS)}
      or (o.completed_at is null and not exists (select from payment_attempts as a where a.order_id = o.id and (a.state <> 'gone' or a.lost))))))
  and not exists (select from tickets as k where k.order_id = f.order_id and k.number = f.seat and k.transferred_at is not null and k.cancelled_at is null)
)`;

defineJob<{ eventId: number }>(DISCARD_ENDED_QUEUE, async (ctx, { eventId }) => {
  await discardEndedFiles(ctx, { eventId });
});

/** What the signals missed, such as orders of what has no limit, and those that nobody paid late. */
defineJob('discard_all_ended_files', async (ctx) => {
  const count = await discardAllEndedFiles(ctx);
  if (count > 0) ctx.log.info({ count }, 'questions: deleted files of orders that are over');
});
scheduleDaily('discard_all_ended_files', { hour: 1, minute: 50 });

/**
 * Deletes the files that were given for orders which are over, and the answers that name them, in the caller's
 * transaction or one of its own. `eventId`: only of that event. Gives how many.
 */
async function discardEndedFiles(ctx: Ctx, { eventId }: { eventId?: number } = {}): Promise<number> {
  return transact(ctx, async (ctx) => {
    const { rows } = await sql<{ storageKey: string }>`
      with gone as (
        delete from answer_files where id in (
          select f.id from answer_files as f join orders as o on o.id = f.order_id
          where ${isOver(ctx)} ${eventId === undefined ? sql`` : sql`and o.event_id = ${eventId}`} limit ${BATCH}
        ) returning id, order_id, question_id, storage_key
      ), unanswered as (
        delete from answers as a using gone as g where a.order_id = g.order_id and a.question_id = g.question_id and a.value = jsonb_build_object('file', g.id)
      )
      select storage_key from gone`.execute(ctx.db);
    await discardObjects(
      ctx,
      rows.map(({ storageKey }) => storageKey),
    );
    return rows.length;
  });
}

/** Of all events, until none is left. */
async function discardAllEndedFiles(ctx: Ctx): Promise<number> {
  let count = 0;
  for (;;) {
    const some = await discardEndedFiles(ctx);
    count += some;
    if (some < BATCH) return count;
  }
}
