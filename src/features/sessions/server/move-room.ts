/** The order of rooms: columns of the schedule. */
import { writeEdit } from '#features/edits/server/write-edit.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { ROOM } from './kinds.ts';

/**
 * Moves a room by one place; at the end of the row it stays where it is. Everybody's order has no gaps afterwards.
 * @throws NotFound, Forbidden
 */
export async function moveRoom(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; to: 'up' | 'down' },
): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const rows = await ctx.db
      .selectFrom('rooms')
      .select('number')
      .where('eventId', '=', scope.eventId)
      .orderBy('position')
      .orderBy('id')
      .execute();
    const numbers = rows.map(({ number }) => number);
    const from = numbers.indexOf(input.number);
    if (from < 0) throw new NotFound('not_found.room', { number: input.number });
    const to = Math.min(numbers.length - 1, Math.max(0, from + (input.to === 'up' ? -1 : 1)));
    numbers.splice(to, 0, ...numbers.splice(from, 1));
    await writeEdit(ctx, scope, ROOM, {
      change: numbers.map((number, i) => ({ number, values: { position: i + 1 } })),
    });
  });
}
