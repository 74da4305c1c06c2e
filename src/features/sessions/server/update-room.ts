/** Changing one room. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { microlocationsModified } from './signals.ts';

export type RoomChange = { name?: string; floor?: string; capacity?: number | null };

/** Changes what is given of the room with that number. @throws NotFound for an unknown one */
export async function updateRoom(ctx: Ctx, scope: EventScope, input: { number: number; change: RoomChange }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { numUpdatedRows } = await ctx.db
      .updateTable('rooms')
      .set(input.change)
      .where('eventId', '=', scope.eventId)
      .where('number', '=', input.number)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new NotFound(`There is no room ${input.number} in this event`);
    await microlocationsModified.announce(ctx, 'sessions', { eventId: scope.eventId, numbers: [input.number] });
  });
}
