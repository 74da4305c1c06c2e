/** Who comes and what they answer, changed once the order stands. */
import { type AttendeeChange, updateAttendees } from '#features/orders/server/after-sale/update-attendees.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { limitRate } from '#platform/rate-limit.ts';
import { transact } from '#platform/transact.ts';
import { answerQuestions } from './answer-questions.ts';
import { checkTaken, type TakenAnswers } from './take-answers.ts';

/** Whoever is named with an address gets a mail: enough changes for a large group, too few to annoy the world. */
const CHANGES = { attempts: 40, seconds: 24 * 3600 };

/**
 * Changes names, addresses and answers together, or nothing.
 * @throws TooMany; Invalid where an answer will not do; as updateAttendees does, whose rules hold for answers too
 */
export async function updateDetails(
  ctx: Ctx,
  scope: OrderScope,
  { changes, taken }: { changes: readonly AttendeeChange[]; taken: TakenAnswers },
): Promise<void> {
  checkTaken(taken);
  if (scope.by === 'buyer') await limitRate(ctx, `attendees:${scope.code}`, CHANGES);
  await transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope);
    await updateAttendees(ctx, order, changes);
    await answerQuestions(ctx, order, taken.answers);
  });
}
