/** The second step of a checkout as one: who it is for, and what they answer. */
import { completeOrder } from '#features/orders/server/paying/complete-order.ts';
import type { BuyerDetails } from '#features/orders/server/inputs.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { limitRate } from '#platform/rate-limit.ts';
import { answerQuestions } from './answer-questions.ts';
import { checkTaken, type TakenAnswers } from './take-answers.ts';

/**
 * Details for one address from one network: more than any group's buyer sends, few enough that nobody asks for whether
 * many people bought. Another network's do not count, so that nobody keeps another one from ordering.
 */
const PER_ADDRESS = { attempts: 40, seconds: 3600 };

/**
 * Enters the details with the answers, and completes the order in the same transaction where it costs nothing: whoever
 * hears that it is complete finds the answers. Sent again once the order is placed, it changes nothing. `alongside`:
 * what else belongs to that step, done while the order still waits. Call it outside a transaction. @throws Invalid
 * where an answer will not do, TooMany for one address again and again from one network; as completeOrder does
 */
export async function completeDetails(
  ctx: Ctx,
  scope: OrderScope,
  { buyer, taken, alongside }: { buyer: BuyerDetails; taken: TakenAnswers; alongside?: (ctx: Ctx) => Promise<void> },
): ReturnType<typeof completeOrder> {
  checkTaken(taken);
  await limitRate(ctx, `details-for:${buyer.email.toLowerCase()} ${ctx.client ?? ''}`, PER_ADDRESS);
  return completeOrder(ctx, scope, buyer, async (ctx, order) => {
    await answerQuestions(ctx, order, taken.answers);
    await alongside?.(ctx);
  });
}
