/** Writing what is known of an event's files. The bytes are in storage already. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';

export type NewMedia = { storageKey: string | null; url: string | null; fileName: string; contentType: string; bytes: number; sha256: string };

/** Inserts and returns the ids in the order given. */
export async function writeMedia(ctx: Ctx, scope: EventScope, media: NewMedia[]): Promise<number[]> {
  const ids: number[] = [];
  for (let start = 0; start < media.length; start += 500) {
    const rows = media.slice(start, start + 500).map((row) => ({ ...row, eventId: scope.eventId }));
    const written = await ctx.db.insertInto('media').values(rows).returning('id').execute();
    ids.push(...written.map((row) => row.id));
  }
  return ids;
}
