/** Taking over a ticket that was offered. */
import { getEventFacts } from '#features/events/server/queries.ts';
import { lockOrder } from '#features/orders/server/move-order.ts';
import { holderAddress } from '#features/orders/server/after-sale/sign-holder.ts';
import { transferTicket } from '#features/orders/server/after-sale/transfer-ticket.ts';
import { answerQuestions } from '#features/questions/server/answer-questions.ts';
import { discardAnswers } from '#features/questions/server/discard-answers.ts';
import { checkTaken, type TakenAnswers } from '#features/questions/server/take-answers.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict } from '#platform/errors.ts';
import { getRuntime } from '#platform/runtime.ts';
import { transact } from '#platform/transact.ts';
import { lockOpenTransfer } from './lock-transfer.ts';
import { postAccepted } from './mails.ts';
import type { TransferScope } from './policy.ts';

/**
 * The ticket becomes theirs: their name, the address it was offered to, a new secret. Gives the address of its page.
 * The buyer gets a mail; that the ticket changed is announced, and tells its new holder. What was answered for it
 * before is forgotten; `taken`: what its new holder answers. Works once. Locks the event's quotas, the order and the
 * offer.
 * @throws Invalid where an answer will not do; Conflict where the offer is not open any more or the event is cancelled
 * (`transfer_closed`), or the ticket was cancelled meanwhile (`order_state`)
 */
export async function acceptTransfer(
  ctx: Ctx,
  scope: TransferScope,
  { name, taken }: { name: string; taken?: TakenAnswers },
): Promise<{ address: string }> {
  if (taken) checkTaken(taken);
  return transact(ctx, async (ctx) => {
    const order = await lockOrder(ctx, scope.order);
    const offer = await lockOpenTransfer(ctx, scope.transferId);
    const { state } = await getEventFacts(ctx, order.eventId);
    if (state === 'cancelled') throw new Conflict('transfer_closed.event');
    if (offer.expiresAt <= ctx.now) throw new Conflict('transfer_closed.too_late');
    await ctx.db
      .updateTable('ticketTransfers')
      .set({ state: 'accepted', answeredAt: new Date(ctx.now) })
      .where('id', '=', scope.transferId)
      .execute();
    await transferTicket(ctx, order, { number: offer.number, name, email: offer.email });
    await discardAnswers(ctx, order, { number: offer.number, by: 'holder' });
    await answerQuestions(ctx, order, taken?.answers ?? []);
    await postAccepted(ctx, order, { number: offer.number, email: offer.email });
    return {
      address: holderAddress(getRuntime().config.secret, {
        code: order.code,
        number: offer.number,
        transferredAt: ctx.now,
      }),
    };
  });
}
