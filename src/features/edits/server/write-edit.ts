/** Adding, changing and removing records of an event by hand, in one step that can be undone. */
import { sql } from 'kysely';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { requireRight } from '#features/organizers/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { toColumns, writeNumberedRows } from '#platform/db/bulk.ts';
import { Conflict, Forbidden, NotFound } from '#platform/errors.ts';
import { LARGEST_NUMBER, LARGEST_ASKED_NUMBER } from '#platform/ids.ts';
import { transact } from '#platform/transact.ts';
import { type Image, type Images, nameRecords } from '../edit.ts';
import {
  changeImages,
  checkTitles,
  findDiffering,
  loadImages,
  replaceLists,
  sameColumns,
  touchOwners,
  type RecordKind,
  type Values,
} from './load-images.ts';
import { recordEdit, STAMPS } from './record-edit.ts';

export type EditInput<Of = Values, New = Of> = {
  /** New records; all name the same columns. */
  create?: New[];
  /** Columns of records by number; those that name the same ones are written together. */
  change?: { number: number; values: Partial<Of> }[];
  remove?: number[];
};

export type EditOutcome = {
  created: number[];
  changed: number[];
  removed: number[];
  /** What was done, in words; '' when nothing was. */
  label: string;
  /** By which it can be undone; null when nothing was done. */
  editId: string | null;
};

/**
 * Does it all or nothing, keeps what was for undoing, records and announces it. What is already so is left alone.
 * Locks the event, then the rows.
 * @throws NotFound for a number that is not there; Forbidden without the right, or beyond the actor's own tracks;
 * Invalid
 */
export async function writeEdit(ctx: Ctx, scope: EventScope, kind: RecordKind, input: EditInput): Promise<EditOutcome> {
  return transact(ctx, async (ctx) => {
    const tracks = await authorise(ctx, scope, kind, input);
    await lockEvent(ctx, scope);
    await kind.lock?.(ctx, scope.eventId);
    const images: Images = { created: [], changed: [], removed: [], went: [], letGo: [] };
    await removeRecords(ctx, scope, kind, input.remove ?? [], { images, tracks });
    const changed = await changeRecords(ctx, scope, kind, input.change ?? [], { images, tracks });
    images.created = await createRecords(ctx, scope, kind, input.create ?? []);
    await checkTitles(ctx, scope, kind, [
      ...images.created,
      ...changed.filter((image) => kind.title in (images.changed.find(({ id }) => id === image.id)?.after ?? {})),
    ]);
    const numbers = {
      created: numbersOf(images.created),
      changed: numbersOf(images.changed),
      removed: numbersOf(images.removed),
    };
    const touched = [...numbers.created, ...numbers.changed, ...numbers.removed];
    if (touched.length === 0) return { ...numbers, label: '', editId: null };
    const label = labelOf(kind, images);
    await recordEdit(ctx, scope, kind, images, label);
    const editId = await storeEdit(ctx, scope, { noun: kind.noun, label, images });
    await kind.announce(ctx, scope.eventId, touched);
    return { ...numbers, label, editId };
  });
}

/** Ids of the tracks to which the actor is confined here; undefined for the whole event. */
export async function authorise(
  ctx: Ctx,
  { organizerId, eventId, tracks }: EventScope,
  { rights }: RecordKind,
  input: EditInput,
): Promise<readonly number[] | undefined> {
  const right = input.remove?.length ? rights.remove : input.create?.length ? rights.whole : rights.edit;
  const permission = await requireRight(ctx, { organizerId, eventId }, right, {
    code: 'not_found.event_gone',
    values: {},
  });
  return permission.allows(rights.whole) ? undefined : (tracks ?? []);
}

/** @throws Forbidden where one of them is not on the tracks of an actor who is confined to some */
export function checkTracks(
  kind: RecordKind,
  images: Record<string, unknown>[],
  tracks: readonly number[] | undefined,
): void {
  if (!tracks || !kind.track) return;
  const { track } = kind;
  if (!images.every((image) => tracks.includes(image[track] as number))) throw new Forbidden('forbidden.own_tracks');
}

/** One more, where a database integer holds one more. */
export const NEXT_SEQUENCE = sql`least(sequence, ${sql.lit(LARGEST_NUMBER - 1)}) + 1`;

const numbersOf = (images: { number: number }[]): number[] => images.map(({ number }) => number);

async function loadAll(ctx: Ctx, scope: EventScope, kind: RecordKind, numbers: number[]): Promise<Image[]> {
  const images = await loadImages(ctx, scope, kind, { numbers });
  const missing = numbers.find((number) => !images.some((image) => image.number === number));
  if (missing !== undefined) throw new NotFound(`not_found.${kind.noun.replace(' ', '_')}`, { number: missing });
  return images;
}

type Work = { images: Images; tracks: readonly number[] | undefined };

async function removeRecords(
  ctx: Ctx,
  scope: EventScope,
  kind: RecordKind,
  numbers: number[],
  { images, tracks }: Work,
): Promise<void> {
  if (numbers.length === 0) return;
  images.removed = await loadAll(ctx, scope, kind, numbers);
  checkTracks(kind, images.removed, tracks);
  const ids = images.removed.map(({ id }) => id);
  for (const { table, column } of kind.goWith ?? []) {
    const found = await sql<{
      image: string;
    }>`select to_jsonb(l)::text as image from ${sql.table(table)} l where l.${sql.id(column)} = any(${ids})`.execute(
      ctx.db,
    );
    const rows = found.rows.map(({ image }) => JSON.parse(image) as Values);
    if (rows.length > 0) images.went.push({ table, rows });
    await touchOwners(ctx, kind, table, rows);
  }
  for (const { table, column, moves } of kind.letGo ?? []) {
    const found = await sql<{
      id: number;
      held: number;
    }>`select id, ${sql.id(column)} as held from ${sql.table(table)} where ${sql.id(column)} = any(${ids}) order by id for update`.execute(
      ctx.db,
    );
    for (const id of ids) {
      const from = found.rows.filter(({ held }) => held === id).map((row) => row.id);
      if (from.length > 0) images.letGo.push({ table, column, id, from });
    }
    const counted = moves ? sql`, sequence = ${NEXT_SEQUENCE}` : sql``;
    await sql`update ${sql.table(table)} set ${sql.id(column)} = null, updated_at = ${new Date(ctx.now)}${counted} where ${sql.id(column)} = any(${ids})`.execute(
      ctx.db,
    );
  }
  await sql`delete from ${sql.table(kind.table)} where event_id = ${scope.eventId} and id = any(${ids})`.execute(
    ctx.db,
  );
}

async function changeRecords(
  ctx: Ctx,
  scope: EventScope,
  kind: RecordKind,
  change: { number: number; values: Values }[],
  { images, tracks }: Work,
): Promise<Image[]> {
  if (change.length === 0) return [];
  const before = await loadAll(
    ctx,
    scope,
    kind,
    change.map(({ number }) => number),
  );
  checkTracks(kind, before, tracks);
  const known = new Map(before.map((image) => [image.number, image]));
  const rows: (Values & { id: number })[] = [];
  const lists: { id: number; items: number[] }[] = [];
  for (const { number, values } of change) {
    const image = known.get(number) as Image;
    const columns = toColumns(values);
    kind.check?.(columns, image);
    const items = kind.list && (columns[kind.list.name] as number[] | undefined);
    if (items && JSON.stringify(items) !== JSON.stringify(image[kind.list?.name as string]))
      lists.push({ id: image.id, items });
    if (kind.list) delete columns[kind.list.name];
    rows.push({ ...columns, id: image.id });
  }
  const moved: typeof rows = [];
  for (const group of sameColumns(rows)) {
    const differing = await findDiffering(ctx, kind, group);
    const written = group.filter(({ id }) => differing.has(id) || lists.some((list) => list.id === id));
    await changeImages(ctx, kind, written);
    moved.push(...written);
  }
  if (moved.length === 0) return [];
  await replaceLists(ctx, kind, lists);
  const after = await loadImages(ctx, scope, kind, { ids: moved.map(({ id }) => id) });
  checkTracks(kind, after, tracks);
  images.changed = after.map((image) => differenceOf(kind, known.get(image.number) as Image, image));
  return after;
}

function differenceOf(kind: RecordKind, was: Image, is: Image): Images['changed'][number] {
  const names = Object.keys(is).filter(
    (name) => !STAMPS.includes(name) && JSON.stringify(was[name]) !== JSON.stringify(is[name]),
  );
  const pick = (image: Image) => Object.fromEntries(names.map((name) => [name, image[name]]));
  return { id: is.id, number: is.number, title: String(is[kind.title]), before: pick(was), after: pick(is) };
}

async function createRecords(ctx: Ctx, scope: EventScope, kind: RecordKind, create: Values[]): Promise<Image[]> {
  if (create.length === 0) return [];
  await checkRoom(ctx, scope, kind, create.length);
  const first = (await highestNumber(ctx, scope, kind)) + 1;
  const lists: Values[] = [];
  const rows = create.map((values, i) => {
    const columns = toColumns(values);
    kind.check?.(columns, undefined);
    const { [kind.list?.name ?? '']: items, ...plain } = columns;
    lists.push({ items });
    return { ...plain, number: first + i };
  });
  const ids = await writeNumberedRows(
    ctx,
    kind.table,
    { column: 'event_id', id: scope.eventId },
    { create: rows, update: [] },
    async () => {},
  );
  await replaceLists(
    ctx,
    kind,
    rows.map(({ number }, i) => ({
      id: ids.get(number) as number,
      items: (lists[i]?.items as number[] | undefined) ?? [],
    })),
  );
  return loadImages(ctx, scope, kind, { numbers: rows.map(({ number }) => number) });
}

async function checkRoom(ctx: Ctx, { eventId }: EventScope, kind: RecordKind, more: number): Promise<void> {
  if (kind.most === undefined) return;
  const found = await sql<{
    count: number;
  }>`select count(*)::int as count from ${sql.table(kind.table)} where event_id = ${eventId}`.execute(ctx.db);
  if ((found.rows[0]?.count ?? 0) + more > kind.most) throw new Conflict('conflict.list_full', { most: kind.most });
}

/**
 * The highest number that a record of that kind has in the event, 0 where there is none; what is numbered beyond what a
 * file may ask for today is passed over, so that there is always a next one. Only with the event locked does it stay
 * so.
 */
export async function highestNumber(
  ctx: Ctx,
  { eventId }: Pick<EventScope, 'eventId'>,
  kind: RecordKind,
): Promise<number> {
  const found = await sql<{
    highest: number;
  }>`select coalesce(max(number), 0) as highest from ${sql.table(kind.table)} where event_id = ${eventId} and number <= ${LARGEST_ASKED_NUMBER}`.execute(
    ctx.db,
  );
  return found.rows[0]?.highest ?? 0;
}

function labelOf(kind: RecordKind, images: Images): string {
  const parts: string[] = [];
  const add = (names: string[], verb: string): void =>
    void (names.length > 0 && parts.push(`${nameRecords(names, kind)} ${verb}`));
  add(
    images.created.map((image) => String(image[kind.title])),
    'added',
  );
  add(
    images.changed.map(({ title }) => title),
    'changed',
  );
  add(
    images.removed.map((image) => String(image[kind.title])),
    'deleted',
  );
  for (const { table, column, plural } of kind.letGo ?? []) {
    const count = images.letGo
      .filter((gone) => gone.table === table && gone.column === column)
      .reduce((sum, { from }) => sum + from.length, 0);
    if (count > 0) parts.push(`${count} ${count === 1 ? plural.replace(/s$/, '') : plural} without a ${kind.noun} now`);
  }
  return parts.join(', ');
}

async function storeEdit(
  ctx: Ctx,
  { eventId }: EventScope,
  edit: { noun: string; label: string; images: Images },
): Promise<string> {
  const { db, actor, now } = ctx;
  const { id } = await db
    .insertInto('edits')
    .values({
      eventId,
      actorId: actor.kind === 'user' ? actor.userId : null,
      noun: edit.noun,
      label: edit.label,
      images: JSON.stringify(edit.images),
      createdAt: new Date(now),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
