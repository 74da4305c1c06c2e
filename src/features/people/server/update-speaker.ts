/** Changing one speaker. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import type { SpeakerValues } from './inputs.ts';
import { updateSpeakers } from './update-speakers.ts';

export type SpeakerChange = Partial<SpeakerValues>;

/**
 * Changes what is given of the speaker with that number. A change to what is already so writes nothing and announces
 * nothing. @throws NotFound for an unknown one
 */
export async function updateSpeaker(
  ctx: Ctx,
  scope: EventScope,
  input: { number: number; change: SpeakerChange },
): Promise<void> {
  await updateSpeakers(ctx, scope, { change: [{ number: input.number, values: input.change }] });
}
