/** Reading what is known of files. */
import { authoriseEvent, type EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { largestPlainHref } from '../picture.ts';
import { DEFAULT_SIZES, type FocalPoint, type PictureRole, type PictureSize, type PictureSizes, SIZE_NAMES } from '../picture-sizes.ts';

/** Ids of the files of an event that lie elsewhere on the web, by their address. */
export async function mediaIdsByUrl(ctx: Ctx, { eventId }: EventScope): Promise<Map<string, number>> {
  const rows = await ctx.db.selectFrom('media').select(['id', 'url']).where('eventId', '=', eventId).where('url', 'is not', null).orderBy('id', 'desc').execute();
  return new Map(rows.map((row) => [row.url as string, row.id]));
}

/**
 * A file of an event that the actor may see, by id and the beginning of its digest. A picture that tells of place, camera
 * or person is for the event's team; `instead` is where everybody else finds it without that.
 * @throws NotFound, also while there is nothing to show instead
 */
export async function getPublicMedia(ctx: Ctx, id: number, digest: string) {
  const row = await ctx.db
    .selectFrom('media')
    .innerJoin('events', 'events.id', 'media.eventId')
    .select(['media.eventId', 'media.storageKey', 'media.contentType', 'media.fileName', 'media.sha256', 'media.bytes', 'media.bare', 'events.slug', 'events.state'])
    .leftJoin('pictures', 'pictures.id', 'media.id')
    .select('pictures.picture')
    .where('media.id', '=', id)
    .executeTakeFirst();
  if (!row?.storageKey || row.sha256.slice(0, 16) !== digest || !(await maySee(ctx, row))) throw new NotFound('There is no such file');
  const { eventId, storageKey, contentType, fileName, bytes } = row;
  const file = { eventId, storageKey, contentType, fileName, bytes };
  if (row.bare !== false) return { ...file, isPublic: row.state !== 'draft', instead: null };
  if (await isOfTeam(ctx, row.slug)) return { ...file, isPublic: false, instead: null };
  const instead = largestPlainHref(row.picture);
  if (!instead) throw new NotFound('There is no such file');
  return { ...file, isPublic: false, instead };
}

/** One size of a picture of an event that the actor may see; the digest is that of all its sizes. @throws NotFound */
export async function getPublicVariant(ctx: Ctx, wish: { id: number; digest: string; name: string; format: string }) {
  const row = await ctx.db
    .selectFrom('mediaVariants')
    .innerJoin('media', 'media.id', 'mediaVariants.mediaId')
    .innerJoin('events', 'events.id', 'media.eventId')
    .select(['mediaVariants.storageKey', 'mediaVariants.contentType', 'mediaVariants.bytes', 'events.slug', 'events.state'])
    .where('media.id', '=', wish.id)
    .where('media.variantsDigest', '=', wish.digest)
    .where('mediaVariants.name', '=', wish.name)
    .where('mediaVariants.format', '=', wish.format)
    .executeTakeFirst();
  if (!row || !(await maySee(ctx, row))) throw new NotFound('There is no such picture');
  const { storageKey, contentType, bytes } = row;
  return { storageKey, contentType, bytes, isPublic: row.state !== 'draft' };
}

/** Everybody may see what is of a public event, its team also what is of a draft. */
async function maySee(ctx: Ctx, { slug, state }: { slug: string; state: string }): Promise<boolean> {
  return state !== 'draft' || isOfTeam(ctx, slug);
}

async function isOfTeam(ctx: Ctx, slug: string): Promise<boolean> {
  try {
    await authoriseEvent(ctx, slug, 'see');
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

/** The sizes that this installation wants. */
export async function loadPictureSizes(ctx: Ctx): Promise<PictureSizes> {
  const sizes = { ...DEFAULT_SIZES };
  for (const { name, width, height, quality, aspect, animated } of await ctx.db.selectFrom('pictureSizes').selectAll().execute()) {
    const known = SIZE_NAMES.find((size) => size === name);
    if (known) sizes[known] = { width, height, quality, aspect: aspect as PictureSize['aspect'], animated };
  }
  return sizes;
}

/** A picture of an event with what its sizes are made from. */
export type PictureSource = { id: number; storageKey: string; sha256: string; roles: PictureRole[]; focal: FocalPoint; variantsDigest: string; checked: boolean };

/** The pictures that an event shows somewhere, by id. */
export async function listPictureSources(ctx: Ctx, eventId: number): Promise<PictureSource[]> {
  const rows = await ctx.db
    .selectFrom('media')
    .innerJoin('mediaUses', 'mediaUses.mediaId', 'media.id')
    .select(({ fn }) => [
      'media.id', 'media.storageKey', 'media.sha256', 'media.focalX', 'media.focalY', 'media.variantsDigest', 'media.width',
      fn.agg<string[]>('array_agg', ['mediaUses.role']).distinct().as('roles'),
    ])
    .where('media.eventId', '=', eventId)
    .where('mediaUses.eventId', '=', eventId)
    .where('mediaUses.role', '!=', 'file')
    .where('media.storageKey', 'is not', null)
    .groupBy('media.id')
    .orderBy('media.id')
    .execute();
  return rows.map(({ id, storageKey, sha256, roles, focalX, focalY, variantsDigest, width }) => ({
    id, sha256, variantsDigest, storageKey: storageKey as string, roles: [...roles].sort() as PictureRole[], focal: { x: focalX, y: focalY }, checked: width !== null,
  }));
}

/** Events with pictures, or the one of that slug, by id. @throws NotFound for a slug of no event */
export async function listEventsWithPictures(ctx: Ctx, slug?: string): Promise<{ id: number; slug: string; pictures: number }[]> {
  const rows = await ctx.db
    .selectFrom('events')
    .leftJoin('mediaUses', (join) => join.onRef('mediaUses.eventId', '=', 'events.id').on('mediaUses.role', '!=', 'file'))
    .leftJoin('media', (join) => join.onRef('media.id', '=', 'mediaUses.mediaId').on('media.storageKey', 'is not', null))
    .select(({ fn }) => ['events.id', 'events.slug', fn.count<number>('media.id').distinct().as('pictures')])
    .$if(slug !== undefined, (query) => query.where('events.slug', '=', slug as string))
    .groupBy('events.id')
    .orderBy('events.id')
    .execute();
  if (slug !== undefined && rows.length === 0) throw new NotFound(`There is no event "${slug}"`);
  return rows.filter(({ pictures }) => pictures > 0);
}
