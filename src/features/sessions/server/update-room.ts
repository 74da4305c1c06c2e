/** Changing one room. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { anyDiffers } from '#platform/db/any-differs.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { microlocationsModified } from './signals.ts';

export type RoomChange = { name?: string; floor?: string; capacity?: number | null };

/**
 * Changes what is given of the room with that number. A change to what is already so writes nothing and announces
 * nothing. @throws NotFound for an unknown one
 */
export async function updateRoom(ctx: Ctx, scope: EventScope, input: { number: number; change: RoomChange }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const room = await ctx.db
      .selectFrom('rooms')
      .select(['id', anyDiffers(input.change).as('differs')])
      .where('eventId', '=', scope.eventId)
      .where('number', '=', input.number)
      .forUpdate()
      .executeTakeFirst();
    if (!room) throw new NotFound(`There is no room ${input.number} in this event`);
    if (!room.differs) return;
    await ctx.db.updateTable('rooms').set(input.change).where('id', '=', room.id).execute();
    await microlocationsModified.announce(ctx, 'sessions', { eventId: scope.eventId, numbers: [input.number] });
  });
}
