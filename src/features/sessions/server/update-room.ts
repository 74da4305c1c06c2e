/** Changing one room. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { RoomValues } from './inputs.ts';
import { updateRooms } from './update-rooms.ts';

export type RoomChange = Partial<RoomValues>;

/**
 * Changes what is given of the room with that number. A change to what is already so writes nothing and announces
 * nothing. @throws NotFound for an unknown one
 */
export async function updateRoom(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: RoomChange },
): Promise<void> {
  await updateRooms(ctx, scope, { change: [{ number: input.number, values: input.change }] });
}
