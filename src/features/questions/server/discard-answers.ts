/** Forgetting what somebody answered who does not come any more. */
import { sql } from 'kysely';
import { lockOrder } from '#features/orders/server/move-order.ts';
import type { OrderScope } from '#features/orders/server/policy.ts';
import { writeOrderEdit } from '#features/orders/server/write-order-edit.ts';
import type { Ctx } from '#platform/ctx.ts';
import { discardObjects } from '#platform/storage/discard-objects.ts';
import { transact } from '#platform/transact.ts';

/**
 * Deletes all that was answered for one ticket, also by the team, with its files; the order's history says that, and
 * not what it was. `by` as in writeOrderEdit. Locks the event's quotas and the order.
 */
export async function discardAnswers(
  ctx: Ctx,
  scope: OrderScope,
  { number, by }: { number: number; by?: 'holder' },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockOrder(ctx, scope);
    const ticket = (ctx: Ctx) =>
      ctx.db.selectFrom('tickets').select('id').where('orderId', '=', scope.orderId).where('number', '=', number);
    const answers = await ctx.db
      .deleteFrom('answers')
      .where('orderId', '=', scope.orderId)
      .where('ticketId', 'in', ticket(ctx))
      .returning('id')
      .execute();
    const files = await ctx.db
      .deleteFrom('answerFiles')
      .where('orderId', '=', scope.orderId)
      .where('seat', '=', number)
      .returning('storageKey')
      .execute();
    await discardObjects(
      ctx,
      files.map(({ storageKey }) => storageKey),
    );
    if (answers.length > 0) await writeOrderEdit(ctx, scope, { act: 'answers-deleted', number }, by);
  });
}

/**
 * Deletes all answers and files of whole orders, in the caller's transaction: whoever gave them is gone. Those of
 * tickets that somebody else took over stay.
 */
export async function discardAllAnswers(ctx: Ctx, orderIds: readonly number[]): Promise<void> {
  if (orderIds.length === 0) return;
  const others = ctx.db.selectFrom('tickets').where('orderId', 'in', orderIds).where('transferredAt', 'is not', null);
  await ctx.db
    .deleteFrom('answers')
    .where('orderId', 'in', orderIds)
    .where((where) => where.or([where('ticketId', 'is', null), where('ticketId', 'not in', others.select('id'))]))
    .execute();
  const files = await ctx.db
    .deleteFrom('answerFiles')
    .where('orderId', 'in', orderIds)
    .where(
      sql<boolean>`not exists (select from tickets as k where k.order_id = answer_files.order_id and k.number = answer_files.seat and k.transferred_at is not null)`,
    )
    .returning('storageKey')
    .execute();
  await discardObjects(
    ctx,
    files.map(({ storageKey }) => storageKey),
  );
}
