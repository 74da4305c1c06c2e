/**
 * How the questions feature reacts: the copy of an event asks the same where it offers the same; whoever deletes their
 * account takes their answers along.
 */
import { sql } from 'kysely';
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { accountErased } from '#features/accounts/server/signals.ts';
import { eventCopied } from '#features/events/server/signals.ts';
import { seatsReturned } from '#features/orders/server/signals.ts';
import { listPastOrders, stripOrders } from '#features/orders/server/strip-orders.ts';
import type { Ctx } from '#platform/ctx.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { discardAllAnswers } from './discard-answers.ts';
import { exportOwnAnswerFiles, exportOwnAnswers } from './export-own-answers.ts';
import { DISCARD_ENDED_QUEUE } from './inputs.ts';

eventCopied.now('copy_questions', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyQuestions(ctx, copy);
});

// Orders and answers in one, since afterwards nothing tells any more whose orders they were.
accountErased.now('strip_orders', async (ctx, { email }) => {
  const orderIds = await listPastOrders(ctx, email);
  await discardAllAnswers(ctx, orderIds);
  await stripOrders(ctx, orderIds);
});

// Whoever gave up, or let the time run out, leaves nothing behind. Most events ask for no files.
seatsReturned.now('discard_ended_files', async (ctx, { eventId }) => {
  const asks = await ctx.db
    .selectFrom('questions')
    .select('id')
    .where('eventId', '=', eventId)
    .where('kind', '=', 'file')
    .limit(1)
    .executeTakeFirst();
  if (asks) await enqueue(ctx, DISCARD_ENDED_QUEUE, { eventId }, { key: String(eventId) });
});

addRowsToExport('answers', exportOwnAnswers);
addRowsToExport('answerFiles', exportOwnAnswerFiles);

/**
 * Copies what is asked, with its numbers and order, for the copies of the same ticket types; hidden questions stay
 * behind, and all answers.
 */
async function copyQuestions(
  ctx: Ctx,
  { fromEventId, toEventId }: { fromEventId: number; toEventId: number },
): Promise<void> {
  const rows = await ctx.db
    .selectFrom('questions')
    .selectAll()
    .where('eventId', '=', fromEventId)
    .where('archivedAt', 'is', null)
    .orderBy('position')
    .execute();
  if (rows.length === 0) return;
  const at = new Date(ctx.now);
  const values = rows.map(({ id: _id, dependsOnId: _parent, position: _position, ...row }, index) => ({
    ...row,
    eventId: toEventId,
    position: index + 1,
    dependsOnId: null,
    archivedAt: null,
    createdAt: at,
    updatedAt: at,
  }));
  await ctx.db.insertInto('questions').values(values).execute();
  await sql`
    update questions as q set depends_on_id = np.id
    from questions as o join questions as op on op.id = o.depends_on_id join questions as np on np.number = op.number and np.event_id = ${toEventId}
    where o.event_id = ${fromEventId} and q.event_id = ${toEventId} and q.number = o.number`.execute(ctx.db);
  await sql`
    insert into question_ticket_types (question_id, ticket_type_id)
    select q.id, t.id
    from question_ticket_types as m join questions as o on o.id = m.question_id join ticket_types as ot on ot.id = m.ticket_type_id
      join questions as q on q.event_id = ${toEventId} and q.number = o.number join ticket_types as t on t.event_id = ${toEventId} and t.number = ot.number
    where o.event_id = ${fromEventId}`.execute(ctx.db);
}
