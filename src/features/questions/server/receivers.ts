/**
 * How the questions feature reacts: the copy of an event asks the same where it offers the same; whoever deletes their
 * account takes their answers along.
 */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { accountErased } from '#features/accounts/server/signals.ts';
import { eventCopied } from '#features/events/server/signals.ts';
import { seatsReturned } from '#features/orders/server/signals.ts';
import { listPastOrders, stripOrders } from '#features/orders/server/strip-orders.ts';
import { enqueue } from '#platform/jobs/jobs.ts';
import { copyQuestions } from './copy-questions.ts';
import { discardAllAnswers } from './discard-answers.ts';
import { DISCARD_ENDED_QUEUE } from './inputs.ts';
import { exportOwnAnswerFiles, exportOwnAnswers } from './export-own-answers.ts';

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
