/** Who comes and what they answer, changed once the order stands. */
import { type AttendeeChange, updateAttendees } from '#features/orders/server/update-attendees.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import { answerQuestions } from './answer-questions.ts';
import { checkTaken, type TakenAnswers } from './take-answers.ts';

/** Changes names, addresses and answers together, or nothing. @throws Invalid where an answer will not do; as updateAttendees does, whose rules hold for answers too */
export async function updateDetails(ctx: Ctx, scope: OrderScope, { changes, taken }: { changes: readonly AttendeeChange[]; taken: TakenAnswers }): Promise<void> {
  checkTaken(taken);
  await transact(ctx, async (ctx) => {
    await updateAttendees(ctx, scope, changes);
    await answerQuestions(ctx, scope, taken.answers);
  });
}
