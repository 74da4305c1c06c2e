/** Making all sizes again, for the whole installation: after a change of sizes or of what makes them. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden } from '#platform/errors.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { makeVariants } from './make-variants.ts';
import { listEventsWithPictures, listProfilesWithPictures } from './queries.ts';
import { announceModified } from './write-media.ts';

/** The queues in which that happens, one job for each event, person or organizer. */
export const REMAKE_QUEUES = ['make_variants', 'make_profile_variants'];

export type RemakeInput = {
  storage: Storage;
  /** Only this event, by slug. */
  event?: string;
  /**
   * How many of how many pictures are done, and whose the last one was: an event's slug, or a word for people and
   * organizers.
   */
  onProgress?: (done: number, total: number, slug: string) => void;
};

export type RemadePictures = {
  events: number;
  made: number;
  files: number;
  refused: { event: string; mediaId: number; reason: string }[];
};

/** Only the system does this. @throws NotFound for an unknown event */
export async function remakePictures(ctx: Ctx, input: RemakeInput): Promise<RemadePictures> {
  if (ctx.actor.kind !== 'system') throw new Forbidden('forbidden.remake_pictures');
  const events = await listEventsWithPictures(ctx, input.event);
  const profiles = input.event === undefined ? await listProfilesWithPictures(ctx) : [];
  const total = events.reduce((sum, { pictures }) => sum + pictures, profiles.length);
  const remade: RemadePictures = { events: events.length, made: 0, files: 0, refused: [] };
  let done = 0;
  for (const { id, slug } of events) {
    const onProgress = (): void => {
      done += 1;
      input.onProgress?.(done, total, slug);
    };
    const { made, files, refused } = await makeVariants(ctx, input.storage, { eventId: id }, { all: true, onProgress });
    remade.made += made;
    remade.files += files;
    remade.refused.push(...refused.map((one) => ({ event: slug, ...one })));
  }
  for (const owner of profiles) {
    const whose = 'userId' in owner ? 'people' : 'organizers';
    const { made, files, refused } = await makeVariants(ctx, input.storage, owner, { all: true });
    done += 1;
    input.onProgress?.(done, total, whose);
    remade.made += made;
    remade.files += files;
    remade.refused.push(...refused.map((one) => ({ event: whose, ...one })));
  }
  return remade;
}

/**
 * Only pictures whose sizes are others than wanted are made again. Returns of how many events, people and organizers.
 * @throws Forbidden for all but administrators
 */
export async function startRemake(ctx: Ctx): Promise<number> {
  if (ctx.actor.kind !== 'system' && !(ctx.actor.kind === 'user' && ctx.actor.administrator))
    throw new Forbidden('forbidden.remake');
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
