/** Undoing an edit: everything as it was, or nothing. */
import { sql } from 'kysely';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Conflict, Invalid, NotFound } from '#platform/errors.ts';
import { LARGEST_ASKED_NUMBER } from '#platform/ids.ts';
import { transact } from '#platform/transact.ts';
import type { DB } from '../../../../db/types.ts';
import { type Image, type Images, UNDO_MINUTES } from '../edit.ts';
import {
  changeImages,
  insertImages,
  loadImages,
  replaceLists,
  sameColumns,
  touchOwners,
  type RecordKind,
} from './load-images.ts';
import { findEdit } from './queries.ts';
import { recordUndo, STAMPS } from './record-edit.ts';
import { authorise, checkTracks, highestNumber, NEXT_SEQUENCE } from './write-edit.ts';

/**
 * Undoes an edit of the actor's own, once, as long as nothing of it was changed since. A removed record whose number
 * was given away meanwhile comes back with another.
 * @throws NotFound for what is not the actor's edit or is not one of `records`; Conflict when it is too late; Forbidden
 */
export async function restoreEdit(
  ctx: Ctx,
  scope: EventScope,
  records: readonly RecordKind[],
  id: string,
): Promise<void> {
  await transact(ctx, async (ctx) => {
    await lockEvent(ctx, scope);
    const face = await findEdit(ctx, scope, id);
    const kind = records.find(({ noun }) => noun === face?.noun);
    if (!face || !kind) throw new NotFound('not_found.undo');
    await kind.lock?.(ctx, scope.eventId);
    if (face.undone) throw new Conflict('conflict.undone');
    if (!face.canUndo) throw new Conflict('conflict.undo_too_late', { minutes: UNDO_MINUTES });
    const { images: kept } = await ctx.db
      .selectFrom('edits')
      .select('images')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const images = kept as Images;
    const [create, remove] = [images.created, images.removed.map(({ number }) => number)];
    // Taking back asks for what doing asked for: the actor may have become less since.
    const tracks = await authorise(ctx, scope, kind, { create, remove });
    const numbers = [
      ...(await takeBack(ctx, scope, kind, images.created)),
      ...(await changeBack(ctx, scope, kind, images.changed, tracks)),
      ...(await bringBack(ctx, scope, kind, images)),
    ];
    await ctx.db
      .updateTable('edits')
      .set({ undoneAt: new Date(ctx.now) })
      .where('id', '=', id)
      .execute();
    await recordUndo(ctx, scope, kind, { label: face.label, undone: numbers.length });
    await kind.announce(ctx, scope.eventId, numbers);
  });
}

const changedSince = (title: unknown): Conflict => new Conflict('conflict.undo_changed', { title: String(title) });

/** Removes what the edit added. */
async function takeBack(ctx: Ctx, scope: EventScope, kind: RecordKind, created: Image[]): Promise<number[]> {
  if (created.length === 0) return [];
  const ids = created.map(({ id }) => id);
  const now = new Map((await loadImages(ctx, scope, kind, { ids })).map((image) => [image.id, image]));
  for (const image of created) {
    const is = now.get(image.id);
    const differs = ([name, value]: [string, unknown]): boolean =>
      !STAMPS.includes(name) && JSON.stringify(is?.[name]) !== JSON.stringify(value);
    if (!is || Object.entries(image).some(differs)) throw changedSince(image[kind.title]);
  }
  for (const { table, column } of [...(kind.letGo ?? []), ...(kind.goWith ?? [])]) {
    const used = await sql`select 1 from ${sql.table(table)} where ${sql.id(column)} = any(${ids}) limit 1`.execute(
      ctx.db,
    );
    if (used.rows.length > 0) throw new Conflict('conflict.undo_used');
  }
  await sql`delete from ${sql.table(kind.table)} where event_id = ${scope.eventId} and id = any(${ids})`.execute(
    ctx.db,
  );
  return created.map(({ number }) => number);
}

/** Gives back what the edit changed. */
async function changeBack(
  ctx: Ctx,
  scope: EventScope,
  kind: RecordKind,
  changed: Images['changed'],
  tracks: readonly number[] | undefined,
): Promise<number[]> {
  if (changed.length === 0) return [];
  const now = new Map(
    (await loadImages(ctx, scope, kind, { ids: changed.map(({ id }) => id) })).map((image) => [image.id, image]),
  );
  for (const { id, title, after } of changed) {
    const image = now.get(id);
    if (!image || Object.entries(after).some(([name, value]) => JSON.stringify(image[name]) !== JSON.stringify(value)))
      throw changedSince(title);
  }
  checkTracks(kind, [...now.values()], tracks);
  const lists: { id: number; items: number[] }[] = [];
  const rows = changed.map(({ id, before }) => {
    const columns = { ...before };
    checkAgain(kind, columns, now.get(id) as Image);
    if (kind.list && kind.list.name in columns) lists.push({ id, items: columns[kind.list.name] as number[] });
    if (kind.list) delete columns[kind.list.name];
    return { ...columns, id };
  });
  await keepingReferences(ctx, async () => {
    // Each may have changed in other columns than the next.
    for (const group of sameColumns(rows)) await changeImages(ctx, kind, group);
    await replaceLists(ctx, kind, lists);
    await requireLists(ctx, scope, kind, lists);
  });
  checkTracks(kind, await loadImages(ctx, scope, kind, { ids: changed.map(({ id }) => id) }), tracks);
  return changed.map(({ number }) => number);
}

/** @throws Conflict where what was no longer goes with what has happened since */
function checkAgain(kind: RecordKind, columns: Record<string, unknown>, image: Image): void {
  try {
    kind.check?.({ ...columns }, image);
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new Conflict('conflict.undo_because', { why: error.problems[0]?.message ?? error.message });
  }
}

/** Puts back what the edit removed, and what hung on it. */
async function bringBack(
  ctx: Ctx,
  scope: EventScope,
  kind: RecordKind,
  { removed, went, letGo }: Images,
): Promise<number[]> {
  if (removed.length === 0) return [];
  const taken = new Set(
    (await loadImages(ctx, scope, kind, { numbers: removed.map(({ number }) => number) })).map(({ number }) => number),
  );
  const previous = removed.map(({ number }) => number).filter((number) => number <= LARGEST_ASKED_NUMBER);
  let next = Math.max(await highestNumber(ctx, scope, kind), ...previous);
  const known = await existingMedia(ctx, kind, removed);
  const lists: { id: number; items: number[] }[] = [];
  const rows = removed.map((image) => {
    const row: Image = { ...image };
    if (taken.has(row.number)) row.number = ++next;
    for (const column of kind.media ?? [])
      if (row[column] !== null && !known.has(row[column] as number)) row[column] = null;
    if (kind.list) {
      lists.push({ id: row.id, items: row[kind.list.name] as number[] });
      delete row[kind.list.name];
    }
    return row;
  });
  await keepingReferences(ctx, async () => {
    await insertImages(ctx, kind.table, rows);
    await replaceLists(ctx, kind, lists);
    await requireLists(ctx, scope, kind, lists);
    for (const { table, rows: gone } of went) {
      await insertImages(ctx, table as keyof DB & string, gone, { present: 'left' });
      await touchOwners(ctx, kind, table, gone);
    }
  });
  for (const { table, column, id, from } of letGo) {
    const place = kind.letGo?.find((one) => one.table === table && one.column === column);
    const counted = place?.moves ? sql`, sequence = ${NEXT_SEQUENCE}` : sql``;
    await sql`update ${sql.table(table)} set ${sql.id(column)} = ${id}, updated_at = ${new Date(ctx.now)}${counted} where id = any(${from}) and ${sql.id(column)} is null and ${place?.again ?? sql`true`}`.execute(
      ctx.db,
    );
  }
  await kind.recount?.(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map(({ number }) => number);
}

/** @throws Conflict where something of a list that came back belongs to another record by now */
async function requireLists(
  ctx: Ctx,
  scope: EventScope,
  kind: RecordKind,
  lists: { id: number; items: number[] }[],
): Promise<void> {
  if (!kind.list) return;
  const { name } = kind.list;
  const back = await loadImages(ctx, scope, kind, { ids: lists.map(({ id }) => id) });
  const wanted = new Map(lists.map(({ id, items }) => [id, JSON.stringify(items)]));
  const other = back.find((image) => JSON.stringify(image[name]) !== wanted.get(image.id));
  if (other) throw changedSince(other[kind.title]);
}

async function existingMedia(ctx: Ctx, kind: RecordKind, images: Image[]): Promise<Set<number>> {
  const ids = images
    .flatMap((image) => (kind.media ?? []).map((column) => image[column] as number | null))
    .filter((id) => id !== null);
  if (ids.length === 0) return new Set();
  return new Set((await ctx.db.selectFrom('media').select('id').where('id', 'in', ids).execute()).map(({ id }) => id));
}

/**
 * Rules of the database that were to be asked at the end are asked here, as none may be broken by then.
 * foreign_key_violation: what it referred to is gone. unique_violation, exclusion_violation: what it was, another is by
 * now.
 */
async function keepingReferences(ctx: Ctx, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    await sql`set constraints all immediate`.execute(ctx.db);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === '23505') throw new Conflict('conflict.undo_same');
    if (code === '23P01') throw new Conflict('conflict.undo_place');
    if (code === '23503') throw new Conflict('conflict.undo_reference');
    throw error;
  }
}
