/** What the holder of a ticket says of themselves, changed. */
import { updateAttendees } from '#features/orders/server/after-sale/update-attendees.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import { answerQuestions } from '#features/questions/server/answer-questions.ts';
import { checkTaken, type TakenAnswers } from '#features/questions/server/take-answers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { transact } from '#platform/transact.ts';
import type { HolderScope } from './policy.ts';
import { getHeldTicket } from './queries.ts';

/**
 * Changes name and answers together, or nothing; the address stays that to which the ticket went. Locks the event's
 * quotas and the order.
 * @throws Invalid where an answer will not do; Conflict as updateAttendees does, whose rules hold for answers too
 */
export async function updateHolding(
  ctx: Ctx,
  scope: HolderScope,
  { name, taken }: { name: string; taken: TakenAnswers },
): Promise<void> {
  checkTaken(taken);
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope.order);
    const { email } = await getHeldTicket(ctx, scope);
    await updateAttendees(ctx, order, [{ number: scope.number, name, email }], { holder: true });
    await answerQuestions(ctx, order, taken.answers);
  });
}
