/** Changing one session. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { SessionChange } from './inputs.ts';
import { updateSessions } from './update-sessions.ts';

/**
 * Changes what is given of the session with that number. What calendars show (time, place, state) counts its sequence
 * up, so that clients replace their copy. A change to what is already so writes nothing and announces nothing.
 * @throws NotFound for an unknown session; Invalid where the end is not after the start or the room is unknown
 */
export async function updateSession(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: SessionChange },
): Promise<void> {
  await updateSessions(ctx, scope, { change: [{ number: input.number, values: input.change }] });
}
