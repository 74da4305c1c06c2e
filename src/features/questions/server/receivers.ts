/** How the questions feature reacts: the copy of an event asks the same where it offers the same; whoever deletes their account takes their answers along. */
import { addRowsToExport } from '#features/accounts/server/export-account.ts';
import { accountErased } from '#features/accounts/server/signals.ts';
import { eventCopied } from '#features/events/server/signals.ts';
import { listPastOrders, stripOrders } from '#features/orders/server/strip-orders.ts';
import { copyQuestions } from './copy-questions.ts';
import { discardAllAnswers } from './discard-answers.ts';
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

addRowsToExport('answers', exportOwnAnswers);
addRowsToExport('answerFiles', exportOwnAnswerFiles);
