/** Changing one speaker. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { anyDiffers } from '#platform/db/any-differs.ts';
import { NotFound } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { speakersModified } from './signals.ts';

export type SpeakerChange = Partial<Record<'name' | 'organisation' | 'position' | 'shortBiography' | 'biography' | 'website', string>>;

/**
 * Changes what is given of the speaker with that number. A change to what is already so writes nothing and announces
 * nothing. @throws NotFound for an unknown one
 */
export async function updateSpeaker(ctx: Ctx, scope: EventScope, input: { number: number; change: SpeakerChange }): Promise<void> {
  await transact(ctx, async (ctx) => {
    const speaker = await ctx.db
      .selectFrom('speakers')
      .select(['id', anyDiffers(input.change).as('differs')])
      .where('eventId', '=', scope.eventId)
      .where('number', '=', input.number)
      .forUpdate()
      .executeTakeFirst();
    if (!speaker) throw new NotFound(`There is no speaker ${input.number} in this event`);
    if (!speaker.differs) return;
    await ctx.db.updateTable('speakers').set({ ...input.change, updatedAt: new Date(ctx.now) }).where('id', '=', speaker.id).execute();
    await speakersModified.announce(ctx, 'people', { eventId: scope.eventId, numbers: [input.number] });
  });
}
