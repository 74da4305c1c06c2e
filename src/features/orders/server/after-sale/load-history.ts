/** Everything that happened to an order, and what the team noted about it. */
import type { Ctx } from '#platform/ctx.ts';
import type { Instant } from '#platform/time.ts';
import type { OrderState } from '../../order.ts';
import type { OrderEdit } from '../../order-edit.ts';
import type { OrderScope } from '../policy.ts';
import { listOrderChanges } from '../queries.ts';

/** `by`: `buyer`, `holder`, `clock` or a name. */
export type HistoryLine = { at: Instant; by: string } & ({ to: OrderState } | { edit: OrderEdit });
export type Note = { id: number; at: Instant; by: string; text: string };

/** Its states and its edits in the order in which they came. */
export async function loadHistory(ctx: Ctx, scope: OrderScope): Promise<HistoryLine[]> {
  const edits = await ctx.db
    .selectFrom('orderEdits')
    .select(['at', 'by', 'act', 'details'])
    .where('orderId', '=', scope.orderId)
    .orderBy('id')
    .execute();
  const changes = (await listOrderChanges(ctx, scope)).map(({ at, by, to }) => ({ at, by, to }));
  return [
    ...changes,
    ...edits.map(({ at, by, act, details }) => ({ at, by, edit: { act, ...(details as object) } as OrderEdit })),
  ].sort((a, b) => a.at - b.at);
}

/** The team's notes, the newest first. */
export async function loadNotes(ctx: Ctx, { orderId }: OrderScope): Promise<Note[]> {
  return ctx.db
    .selectFrom('orderNotes')
    .select(['id', 'at', 'by', 'text'])
    .where('orderId', '=', orderId)
    .orderBy('id', 'desc')
    .execute();
}
