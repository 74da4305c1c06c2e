/** The records that an organiser's edits work on, and their rows as they are. */
import { type RawBuilder, sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Right } from '#features/organizers/organizer.ts';
import type { Ctx } from '#platform/ctx.ts';
import { Invalid, problem } from '#platform/errors.ts';
import { LARGEST_NUMBER } from '#platform/ids.ts';
import type { DB } from '../../../../db/types.ts';
import type { Image } from '../edit.ts';

export type Values = Record<string, unknown>;

/**
 * A kind of numbered record within an event. Its own feature says what there is to know; columns by their names in the
 * database.
 */
export type RecordKind = {
  noun: string;
  plural: string;
  table: keyof DB & string;
  /** Its name in the record of changes, where that is not its noun. */
  recordedAs?: string;
  /** The column that people know it by. */
  title: 'name' | 'title' | 'code';
  /** `edit` may reach no further than the actor's tracks; who has `whole` changes all and adds; `remove` deletes. */
  rights: { edit: Right; whole: Right; remove: Right };
  /** The column that says to which track it belongs. */
  track?: 'id' | 'track_id';
  /** Whether two of one title confuse people. */
  unique?: boolean;
  /** Whether it has `updated_at`. */
  stamped?: boolean;
  /** A change of these counts its `sequence` up. */
  sequenced?: readonly string[];
  /** Rows that the database deletes with it; `of` is the record that is another without them. */
  goWith?: readonly {
    table: keyof DB & string;
    column: string;
    of?: { table: keyof DB & string; column: string };
  }[];
  /** Columns of other records that are emptied when it goes; `moves` where calendars show that. */
  letGo?: readonly {
    table: keyof DB & string;
    column: string;
    plural: string;
    moves?: boolean;
    /** Which of them refer to it again when it comes back; all where it is not said. */
    again?: RawBuilder<boolean>;
  }[];
  /** A list of other records, kept as rows of its own: in their order, or ascending where it is a `set`. */
  list?: { name: string; table: keyof DB & string; owner: string; item: string; set?: true };
  /** Columns that point at other records, by what people call them; the record says the names of those. */
  refs?: Readonly<Record<string, { table: keyof DB & string; says: string }>>;
  /** Columns that name files. */
  media?: readonly string[];
  /** An event has so many of them at most. */
  most?: number;
  /** Columns that the record of changes does not show: who reads it could use them. */
  secret?: readonly string[];
  /** Columns in the words of the record of changes, once names stand in the place of ids. */
  describe?: (values: Values, currency: string) => Values;
  /** Locks that a change of it needs besides the event. */
  lock?: (ctx: Ctx, eventId: number) => Promise<unknown>;
  /** Refuses values that do not go with what is there. @throws Invalid */
  check?: (values: Values, before: Image | undefined) => void;
  /** Puts right what a record that came back counts of others. */
  recount?: (ctx: Ctx, ids: number[]) => Promise<void>;
  announce: (ctx: Ctx, eventId: number, numbers: number[]) => Promise<void>;
};

/** Rows as they are now, held until the transaction ends, by number. */
export async function loadImages(
  ctx: Ctx,
  { eventId }: Pick<EventScope, 'eventId'>,
  kind: RecordKind,
  by: { numbers: number[] } | { ids: number[] },
): Promise<Image[]> {
  const [column, wanted] = 'numbers' in by ? ['number', by.numbers] : ['id', by.ids];
  if (wanted.length === 0) return [];
  const found = await sql<{ image: string }>`
    select (to_jsonb(t)${listOf(kind)})::text as image from ${sql.table(kind.table)} t
    where t.event_id = ${eventId} and t.${sql.id(column)} = any(${wanted}) order by t.number for update of t`.execute(
    ctx.db,
  );
  return found.rows.map(({ image }) => JSON.parse(image) as Image);
}

function listOf({ list }: RecordKind): RawBuilder<unknown> {
  if (!list) return sql``;
  return sql` || jsonb_build_object(${sql.lit(list.name)}, (select coalesce(jsonb_agg(l.${sql.id(list.item)} order by l.${sql.id(list.set ? list.item : 'position')}), '[]'::jsonb)
    from ${sql.table(list.table)} l where l.${sql.id(list.owner)} = t.id))`;
}

/** Puts the lists of these records in the place of those they have. */
export async function replaceLists(
  ctx: Ctx,
  { list }: RecordKind,
  records: { id: number; items: number[] }[],
): Promise<void> {
  if (!list || records.length === 0) return;
  await sql`delete from ${sql.table(list.table)} where ${sql.id(list.owner)} = any(${records.map(({ id }) => id)})`.execute(
    ctx.db,
  );
  const rows = records.flatMap(({ id, items }) =>
    items.map((item, position) => ({ [list.owner]: id, [list.item]: item, ...(list.set ? {} : { position }) })),
  );
  await insertImages(ctx, list.table, rows, { present: 'left' });
}

/** Stamps the records to which rows of `goWith` belonged, or belong again. */
export async function touchOwners(ctx: Ctx, kind: RecordKind, table: string, rows: Values[]): Promise<void> {
  const of = kind.goWith?.find((one) => one.table === table)?.of;
  if (!of || rows.length === 0) return;
  await sql`update ${sql.table(of.table)} set updated_at = ${new Date(ctx.now)} where id = any(${rows.map((row) => row[of.column])}::bigint[])`.execute(
    ctx.db,
  );
}

/** Inserts rows as they were, ids and all; those that are there already are left alone where `present` says so. */
export async function insertImages(
  ctx: Ctx,
  table: keyof DB & string,
  rows: object[],
  { present }: { present?: 'left' } = {},
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = sql.join(Object.keys(first).map((name) => sql.id(name)));
  await sql`insert into ${sql.table(table)} (${columns}) overriding system value
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb) ${present === 'left' ? sql`on conflict do nothing` : sql``}`.execute(
    ctx.db,
  );
}

/**
 * Changes columns of rows by id, stamps them and counts their sequence up where the record says so. All rows name the
 * same columns; lists and stamps are not among them.
 */
export async function changeImages(
  ctx: Ctx,
  kind: RecordKind,
  rows: (Record<string, unknown> & { id: number })[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const names = Object.keys(first).filter((name) => name !== 'id');
  const sets = names.map((name) => sql`${sql.id(name)} = r.${sql.id(name)}`);
  if (kind.stamped) sets.push(sql`updated_at = ${new Date(ctx.now)}`);
  const counted = names.filter((name) => kind.sequenced?.includes(name));
  if (counted.length > 0)
    sets.push(
      sql`sequence = case when ${differs(counted)} then least(t.sequence, ${sql.lit(LARGEST_NUMBER - 1)}) + 1 else t.sequence end`,
    );
  if (sets.length === 0) return;
  await sql`update ${sql.table(kind.table)} t set ${sql.join(sets)} from ${asRows(kind.table, rows)} r where r.id = t.id`.execute(
    ctx.db,
  );
}

/** Ids of those rows in which at least one of the columns is not yet so. */
export async function findDiffering(
  ctx: Ctx,
  kind: RecordKind,
  rows: (Record<string, unknown> & { id: number })[],
): Promise<Set<number>> {
  const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'id');
  if (names.length === 0) return new Set();
  const found = await sql<{
    id: number;
  }>`select t.id from ${sql.table(kind.table)} t join ${asRows(kind.table, rows)} r on r.id = t.id where ${differs(names)}`.execute(
    ctx.db,
  );
  return new Set(found.rows.map(({ id }) => id));
}

const asRows = (table: string, rows: object[]): RawBuilder<unknown> =>
  sql`jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`;

function differs(names: string[]): RawBuilder<boolean> {
  return sql`(${sql.join(
    names.map((name) => sql`t.${sql.id(name)} is distinct from r.${sql.id(name)}`),
    sql` or `,
  )})`;
}

/** @throws Invalid where one of these has a title that another of its kind has too, whatever its case */
export async function checkTitles(
  ctx: Ctx,
  { eventId }: Pick<EventScope, 'eventId'>,
  kind: RecordKind,
  images: Image[],
): Promise<void> {
  if (!kind.unique || images.length === 0) return;
  const title = sql.id(kind.title);
  const twice = await sql<{ title: string }>`
    select t.${title} as title from ${sql.table(kind.table)} t join ${sql.table(kind.table)} o on o.event_id = t.event_id and o.id <> t.id and lower(o.${title}) = lower(t.${title})
    where t.event_id = ${eventId} and t.id = any(${images.map(({ id }) => id)}) limit 1`.execute(ctx.db);
  const [found] = twice.rows;
  if (found)
    throw new Invalid(
      'invalid.title_taken',
      [problem(kind.title, kind.title === 'code' ? 'field.another_code' : 'field.another_name')],
      { title: found.title },
    );
}

/** Rows that name the same columns, together. */
export function sameColumns<Row extends object>(rows: Row[]): Row[][] {
  return [...Map.groupBy(rows, (row) => Object.keys(row).sort().join()).values()];
}
