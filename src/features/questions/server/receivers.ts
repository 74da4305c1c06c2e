/** How the questions feature reacts: the copy of an event asks the same where it offers the same. */
import { eventCopied } from '#features/events/server/signals.ts';
import { copyQuestions } from './copy-questions.ts';

eventCopied.now('copy_questions', async (ctx, copy) => {
  if (copy.parts.includes('tickets')) await copyQuestions(ctx, copy);
});
