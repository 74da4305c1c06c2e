/** Reading what is known of files. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import type { MediaRow } from '#features/media/picture.ts';

/** The files of an event by id. */
export async function mediaById(ctx: Ctx, { eventId }: EventScope): Promise<Map<number, MediaRow>> {
  const rows = await ctx.db.selectFrom('media').select(['id', 'sha256', 'contentType', 'storageKey']).where('eventId', '=', eventId).execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Ids of the files of an event that lie elsewhere on the web, by their address. */
export async function mediaIdsByUrl(ctx: Ctx, { eventId }: EventScope): Promise<Map<string, number>> {
  const rows = await ctx.db.selectFrom('media').select(['id', 'url']).where('eventId', '=', eventId).where('url', 'is not', null).orderBy('id', 'desc').execute();
  return new Map(rows.map((row) => [row.url as string, row.id]));
}

/** A file of a public event, by id and the beginning of its digest. @throws NotFound */
export async function getPublicMedia(ctx: Ctx, id: number, digest: string) {
  const row = await ctx.db
    .selectFrom('media')
    .innerJoin('events', 'events.id', 'media.eventId')
    .select(['media.eventId', 'media.storageKey', 'media.contentType', 'media.fileName', 'media.sha256', 'media.bytes'])
    .where('media.id', '=', id)
    .where('events.state', '!=', 'draft')
    .executeTakeFirst();
  if (!row?.storageKey || row.sha256.slice(0, 16) !== digest) throw new NotFound('There is no such file');
  return { ...row, storageKey: row.storageKey };
}
