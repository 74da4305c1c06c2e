/** Reading what is known of files. */
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { DB } from '../../../../db/types.ts';
import { authoriseEvent, type EventScope } from '#features/events/server/policy.ts';
import { authoriseOrganizer } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Forbidden, NotFound } from '#platform/errors.ts';
import {
  type EventPicturePart,
  type FileOwner,
  largestPlainHref,
  mediaHref,
  type Picture,
  presentPicture,
} from '../picture.ts';
import {
  DEFAULT_SIZES,
  type FocalPoint,
  type PictureRole,
  type PictureSize,
  type PictureSizes,
  SIZE_NAMES,
} from '../picture-sizes.ts';

/** Ids of the files of an event that lie elsewhere on the web, by their address. */
export async function mediaIdsByUrl(ctx: Ctx, { eventId }: EventScope): Promise<Map<string, number>> {
  const rows = await ctx.db
    .selectFrom('media')
    .select(['id', 'url'])
    .where('eventId', '=', eventId)
    .where('url', 'is not', null)
    .orderBy('id', 'desc')
    .execute();
  return new Map(rows.map((row) => [row.url as string, row.id]));
}

/** Narrows a query on files to those of their owner. */
export function ownedBy(
  owner: FileOwner,
): (eb: ExpressionBuilder<DB, 'media'>) => ExpressionWrapper<DB, 'media', SqlBool> {
  return (eb) => {
    if ('eventId' in owner) return eb('media.eventId', '=', owner.eventId);
    return 'userId' in owner ? eb('media.userId', '=', owner.userId) : eb('media.organizerId', '=', owner.organizerId);
  };
}

/** A picture as those see it who choose it. */
export type ChosenPicture = {
  mediaId: number;
  fileName: string;
  focal: FocalPoint;
  /** The whole picture; null while it cannot be shown. */
  whole: { src: string; width: number; height: number } | null;
  /** Whether its sizes are still to be made. */
  isWaiting: boolean;
  /** Why they could not be made; '' where nothing is wrong. */
  fault: string;
};

/** The header, the logo and the plan of an event, for its team. */
export async function getEventPictures(
  ctx: Ctx,
  { eventId }: EventScope,
): Promise<Record<EventPicturePart, ChosenPicture | null>> {
  const rows = await chosenPictures(ctx)
    .innerJoin('events', 'events.id', 'media.eventId')
    .select(['events.headerId', 'events.logoId', 'events.planId'])
    .where('media.eventId', '=', eventId)
    .where(({ or, eb, ref }) =>
      or([
        eb('media.id', '=', ref('events.headerId')),
        eb('media.id', '=', ref('events.logoId')),
        eb('media.id', '=', ref('events.planId')),
      ]),
    )
    .execute();
  const part = (name: `${EventPicturePart}Id`): ChosenPicture | null =>
    presentChosen(rows.find((row) => row.id === row[name]));
  return { header: part('headerId'), logo: part('logoId'), plan: part('planId') };
}

/** A picture of the event, for its team; null where there is none of that id. */
export async function findEventPicture(
  ctx: Ctx,
  { eventId }: EventScope,
  mediaId: number,
): Promise<ChosenPicture | null> {
  return presentChosen(
    await chosenPictures(ctx).where('media.eventId', '=', eventId).where('media.id', '=', mediaId).executeTakeFirst(),
  );
}

/** The picture that somebody chose for themselves, for them to crop; null for none. */
export async function findOwnPicture(ctx: Ctx, userId: string): Promise<ChosenPicture | null> {
  return presentChosen(
    await chosenPictures(ctx)
      .innerJoin('users', 'users.pictureId', 'media.id')
      .where('users.id', '=', userId)
      .executeTakeFirst(),
  );
}

function chosenPictures(ctx: Ctx) {
  return ctx.db
    .selectFrom('media')
    .select([
      'media.id',
      'media.fileName',
      'media.focalX',
      'media.focalY',
      'media.sha256',
      'media.width',
      'media.height',
      'media.variantsDigest',
      'media.fault',
    ])
    .where('media.storageKey', 'is not', null);
}

function presentChosen(
  row: Awaited<ReturnType<ReturnType<typeof chosenPictures>['execute']>>[number] | undefined,
): ChosenPicture | null {
  if (!row) return null;
  const { id, fileName, focalX: x, focalY: y, width, height, fault } = row;
  return {
    mediaId: id,
    fileName,
    fault,
    focal: { x, y },
    isWaiting: row.variantsDigest === '',
    whole: width && height ? { src: mediaHref(row), width, height } : null,
  };
}

/** The files of an event that its copy shows too: their ids there by their ids here. */
export async function findMediaCopies(
  ctx: Ctx,
  { fromEventId, toEventId }: { fromEventId: number; toEventId: number },
): Promise<Map<number, number>> {
  const rows = await ctx.db
    .selectFrom('media as old')
    .innerJoin('media as new', (join) =>
      join
        .on('new.eventId', '=', toEventId)
        .on(({ or, eb, ref }) =>
          or([eb('new.storageKey', '=', ref('old.storageKey')), eb('new.url', '=', ref('old.url'))]),
        ),
    )
    .select(['old.id as oldId', 'new.id as newId'])
    .where('old.eventId', '=', fromEventId)
    .orderBy('new.id', 'desc')
    .execute();
  return new Map(rows.map(({ oldId, newId }) => [oldId, newId]));
}

/**
 * A file that the actor may see, by id and the beginning of its digest. A picture that tells of place, camera
 * or person is for whose it is; `instead` is where everybody else finds it without that.
 * @throws NotFound, also while there is nothing to show instead
 */
export async function getPublicMedia(ctx: Ctx, id: number, digest: string) {
  const row = await ctx.db
    .selectFrom('media')
    .leftJoin('events', 'events.id', 'media.eventId')
    .leftJoin('organizers', 'organizers.id', 'media.organizerId')
    .select(['media.storageKey', 'media.contentType', 'media.fileName', 'media.sha256', 'media.bytes', 'media.bare'])
    .select(['media.userId', 'events.slug as event', 'events.state', 'organizers.slug as organizer'])
    .leftJoin('pictures', 'pictures.id', 'media.id')
    .select('pictures.picture')
    .where('media.id', '=', id)
    .executeTakeFirst();
  if (!row?.storageKey || row.sha256.slice(0, 16) !== digest || !(await maySee(ctx, row)))
    throw new NotFound('not_found.file');
  const { storageKey, contentType, fileName, bytes } = row;
  const file = { storageKey, contentType, fileName, bytes };
  if (row.bare !== false) return { ...file, isPublic: isPublic(row), instead: null };
  if (await isOwn(ctx, row)) return { ...file, isPublic: false, instead: null };
  const instead = largestPlainHref(row.picture);
  if (!instead) throw new NotFound('not_found.file');
  return { ...file, isPublic: false, instead };
}

/** One size of a picture that the actor may see; the digest is that of all its sizes. @throws NotFound */
export async function getPublicVariant(
  ctx: Ctx,
  variant: { id: number; digest: string; name: string; format: string },
) {
  const row = await ctx.db
    .selectFrom('mediaVariants')
    .innerJoin('media', 'media.id', 'mediaVariants.mediaId')
    .leftJoin('events', 'events.id', 'media.eventId')
    .leftJoin('organizers', 'organizers.id', 'media.organizerId')
    .select(['mediaVariants.storageKey', 'mediaVariants.contentType', 'mediaVariants.bytes'])
    .select(['media.userId', 'events.slug as event', 'events.state', 'organizers.slug as organizer'])
    .where('media.id', '=', variant.id)
    .where('media.variantsDigest', '=', variant.digest)
    .where('mediaVariants.name', '=', variant.name)
    .where('mediaVariants.format', '=', variant.format)
    .executeTakeFirst();
  if (!row || !(await maySee(ctx, row))) throw new NotFound('not_found.picture');
  const { storageKey, contentType, bytes } = row;
  return { storageKey, contentType, bytes, isPublic: isPublic(row) };
}

/** Whose a file is, by the names that people know them by; one of the three. */
type Whose = { event: string | null; state: string | null; organizer: string | null; userId: string | null };

/** Everybody may see what is of a public event or of an organizer. */
function isPublic({ event, state, organizer }: Whose): boolean {
  return event === null ? organizer !== null : state !== 'draft';
}

/** The team of a draft also sees what is of it; a person's picture is seen by those who work with them. */
async function maySee(ctx: Ctx, whose: Whose): Promise<boolean> {
  return (
    isPublic(whose) || (await isOwn(ctx, whose)) || (whose.userId !== null && (await isColleague(ctx, whose.userId)))
  );
}

async function isOwn(ctx: Ctx, { event, organizer, userId }: Whose): Promise<boolean> {
  if (userId !== null) return ctx.actor.kind === 'system' || (ctx.actor.kind === 'user' && ctx.actor.userId === userId);
  try {
    if (event !== null) await authoriseEvent(ctx, event, 'see');
    else await authoriseOrganizer(ctx, organizer ?? '', 'see');
    return true;
  } catch (error) {
    if (error instanceof NotFound || error instanceof Forbidden) return false;
    throw error;
  }
}

/** Whether both are members of one organizer. Administrators see everybody. */
async function isColleague({ db, actor }: Ctx, userId: string): Promise<boolean> {
  if (actor.kind !== 'user') return false;
  if (actor.administrator) return true;
  const row = await db
    .selectFrom('organizerMembers as own')
    .innerJoin('organizerMembers as theirs', 'theirs.organizerId', 'own.organizerId')
    .select('own.userId')
    .where('own.userId', '=', actor.userId)
    .where('theirs.userId', '=', userId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The sizes that this installation wants. */
export async function loadPictureSizes(ctx: Ctx): Promise<PictureSizes> {
  const sizes = { ...DEFAULT_SIZES };
  for (const { name, width, height, quality, aspect, animated } of await ctx.db
    .selectFrom('pictureSizes')
    .selectAll()
    .execute()) {
    const known = SIZE_NAMES.find((size) => size === name);
    if (known) sizes[known] = { width, height, quality, aspect: aspect as PictureSize['aspect'], animated };
  }
  return sizes;
}

/** A picture with what its sizes are made from. */
export type PictureSource = {
  id: number;
  storageKey: string;
  sha256: string;
  roles: PictureRole[];
  focal: FocalPoint;
  variantsDigest: string;
  checked: boolean;
};

/** The pictures of an owner that are shown somewhere, by id. */
export async function listPictureSources(ctx: Ctx, owner: FileOwner): Promise<PictureSource[]> {
  const rows = await ctx.db
    .selectFrom('media')
    .innerJoin('mediaUses', 'mediaUses.mediaId', 'media.id')
    .select(({ fn }) => [
      'media.id',
      'media.storageKey',
      'media.sha256',
      'media.focalX',
      'media.focalY',
      'media.variantsDigest',
      'media.width',
      fn.agg<string[]>('array_agg', ['mediaUses.role']).distinct().as('roles'),
    ])
    .where(ownedBy(owner))
    .$if('eventId' in owner, (query) => query.whereRef('mediaUses.eventId', '=', 'media.eventId'))
    .where('mediaUses.role', '!=', 'file')
    .where('media.storageKey', 'is not', null)
    .groupBy('media.id')
    .orderBy('media.id')
    .execute();
  return rows.map(({ id, storageKey, sha256, roles, focalX, focalY, variantsDigest, width }) => ({
    id,
    sha256,
    variantsDigest,
    storageKey: storageKey as string,
    roles: [...roles].sort() as PictureRole[],
    focal: { x: focalX, y: focalY },
    checked: width !== null,
  }));
}

/** Events with pictures, or the one of that slug, by id. @throws NotFound for a slug of no event */
export async function listEventsWithPictures(
  ctx: Ctx,
  slug?: string,
): Promise<{ id: number; slug: string; pictures: number }[]> {
  const rows = await ctx.db
    .selectFrom('events')
    .leftJoin('mediaUses', (join) =>
      join.onRef('mediaUses.eventId', '=', 'events.id').on('mediaUses.role', '!=', 'file'),
    )
    .leftJoin('media', (join) =>
      join.onRef('media.id', '=', 'mediaUses.mediaId').on('media.storageKey', 'is not', null),
    )
    .select(({ fn }) => ['events.id', 'events.slug', fn.count<number>('media.id').distinct().as('pictures')])
    .$if(slug !== undefined, (query) => query.where('events.slug', '=', slug as string))
    .groupBy('events.id')
    .orderBy('events.id')
    .execute();
  if (slug !== undefined && rows.length === 0) throw new NotFound('not_found.event_named', { slug });
  return rows.filter(({ pictures }) => pictures > 0);
}

/** People with a picture and organizers with a logo. */
export async function listProfilesWithPictures(ctx: Ctx): Promise<FileOwner[]> {
  const people = await ctx.db
    .selectFrom('users')
    .select('id')
    .where('pictureId', 'is not', null)
    .orderBy('id')
    .execute();
  const organizers = await ctx.db
    .selectFrom('organizers')
    .select('id')
    .where('logoId', 'is not', null)
    .orderBy('id')
    .execute();
  return [...people.map(({ id }) => ({ userId: id })), ...organizers.map(({ id }) => ({ organizerId: id }))];
}

/** A person's own picture as pages show it, null for none. */
export async function findPortrait(ctx: Ctx, userId: string): Promise<Picture | null> {
  const row = await ctx.db
    .selectFrom('users')
    .innerJoin('pictures', 'pictures.id', 'users.pictureId')
    .select('pictures.picture')
    .where('users.id', '=', userId)
    .executeTakeFirst();
  return presentPicture(row?.picture ?? null, 'speaker');
}
