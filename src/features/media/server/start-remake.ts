/** Having the sizes of all pictures made as the installation wants them now, in the background. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden } from '#platform/errors.ts';
import { transact } from '#platform/transact.ts';
import { listEventsWithPictures, listProfilesWithPictures } from './queries.ts';
import { announceModified } from './write-media.ts';

/** The queues in which that happens, one job for each event, person or organizer. */
export const REMAKE_QUEUES = ['make_variants', 'make_profile_variants'];

/**
 * Only pictures whose sizes are others than wanted are made again. Returns of how many events, people and organizers.
 * @throws Forbidden for all but administrators
 */
export async function startRemake(ctx: Ctx): Promise<number> {
  if (ctx.actor.kind !== 'system' && !(ctx.actor.kind === 'user' && ctx.actor.administrator))
    throw new Forbidden('Only administrators have pictures made again');
  return transact(ctx, async (ctx) => {
    const owners = [
      ...(await listEventsWithPictures(ctx)).map(({ id }) => ({ eventId: id })),
      ...(await listProfilesWithPictures(ctx)),
    ];
    for (const owner of owners) await announceModified(ctx, owner, []);
    if (ctx.actor.kind === 'user')
      await writeAuditEntry(ctx, { organizerId: null, action: 'pictures.start', subject: 'making all pictures again' });
    return owners.length;
  });
}
