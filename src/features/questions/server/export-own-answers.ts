/** What somebody answered, for themselves. */
import { sql } from 'kysely';
import { withIsoInstants } from '#features/accounts/server/export-account.ts';
import { ordersOf, ticketsOf } from '#features/orders/server/export-own-orders.ts';
import type { Ctx } from '#platform/ctx.ts';

/** Answers for the orders and tickets that are that address's own; not what only the team answers. */
export async function exportOwnAnswers(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('answers as a')
    .innerJoin('questions as q', 'q.id', 'a.questionId')
    .innerJoin('orders as o', 'o.id', 'a.orderId')
    .leftJoin('tickets as k', 'k.id', 'a.ticketId')
    .select(['o.code as order', 'k.number as ticket', 'a.label as question', 'a.value as answer', 'a.answeredAt'])
    .where('q.internal', '=', false)
    .where((where) =>
      where.or([
        where('a.ticketId', 'in', ticketsOf(email)),
        where.and([where('a.ticketId', 'is', null), where('a.orderId', 'in', ordersOf(email))]),
      ]),
    )
    .orderBy('a.id')
    .execute();
  return withIsoInstants(rows, 'answeredAt');
}

/**
 * The files among them: their names; the bytes are on the page of the order. `ticket` is null where a file is for the
 * whole order.
 */
export async function exportOwnAnswerFiles(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('answerFiles as f')
    .innerJoin('questions as q', 'q.id', 'f.questionId')
    .innerJoin('orders as o', 'o.id', 'f.orderId')
    .leftJoin('tickets as k', (join) => join.onRef('k.orderId', '=', 'f.orderId').onRef('k.number', '=', 'f.seat'))
    .select([
      'o.code as order',
      'k.number as ticket',
      'q.label as question',
      'f.fileName',
      'f.contentType',
      'f.bytes',
      'f.createdAt',
    ])
    .where('q.internal', '=', false)
    .where((where) =>
      where.or([
        where('k.id', 'in', ticketsOf(email)),
        where.and([where('k.id', 'is', null), where('f.orderId', 'in', ordersOf(email))]),
      ]),
    )
    .orderBy('f.id')
    .execute();
  return withIsoInstants(rows, 'createdAt');
}
