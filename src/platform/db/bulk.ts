/** Writing many rows in one statement: they travel as one JSON parameter and PostgreSQL types them by the table. */
import { type Insertable, sql } from 'kysely';
import type { DB } from '../../../db/types.ts';
import type { Ctx } from '../ctx.ts';
import { columnOf } from '../records/field.ts';
import { transact } from '../transact.ts';
import type { Db } from './connect.ts';

type Table = keyof DB & string;

/** Whose rows are written: `{ column: 'event_id', id: 7 }`. Nothing outside is touched, whatever ids the rows name. */
export type Owner = { column: string; id: number };
export type Numbered = { number: number };

/** A row of an event that is yet to be written. */
export type NewRow<Row> = Omit<Insertable<Row>, 'id' | 'eventId'>;
export type RowChanges<New> = { create: New[]; update: (New & { id: number })[] };

/**
 * Inserts and updates numbered rows of one owner, each in one statement, and announces, all in one transaction.
 * Every row must have the keys of the first of its kind. Does nothing at all where there is nothing to write.
 * Returns the ids of the created rows by their numbers.
 */
export async function writeNumberedRows<New extends Numbered>(
  ctx: Ctx,
  table: Table,
  owner: Owner,
  changes: RowChanges<New>,
  announce: (ctx: Ctx) => Promise<void>,
): Promise<Map<number, number>> {
  if (changes.create.length + changes.update.length === 0) return new Map();
  return transact(ctx, async (ctx) => {
    const rows = changes.create.map((row) => ({ ...toColumns(row), [owner.column]: owner.id }));
    const created = await insertRows(ctx.db, table, rows);
    await updateRows(ctx.db, table, owner, changes.update.map(toColumns));
    await announce(ctx);
    return created;
  });
}

/** Inserts rows that have neither id nor number. */
export async function insertPlainRows(db: Db, table: Table, rows: object[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = rows.map(toColumns);
  await sql`insert into ${sql.table(table)} (${columnList(columns)}) select ${columnList(columns)} from ${asRows(table, columns)}`.execute(
    db,
  );
}

async function insertRows(db: Db, table: Table, rows: object[]): Promise<Map<number, number>> {
  if (rows.length === 0) return new Map();
  const written = await sql<{ id: number; number: number }>`
    insert into ${sql.table(table)} (${columnList(rows)}) select ${columnList(rows)} from ${asRows(table, rows)}
    returning id, number`.execute(db);
  return new Map(written.rows.map((row) => [row.number, row.id]));
}

async function updateRows(db: Db, table: Table, owner: Owner, rows: object[]): Promise<void> {
  if (rows.length === 0) return;
  const names = Object.keys(rows[0] as object).filter((name) => name !== 'id');
  const sets = sql.join(names.map((name) => sql`${sql.id(name)} = r.${sql.id(name)}`));
  await sql`
    update ${sql.table(table)} as t set ${sets} from ${asRows(table, rows)} as r
    where t.id = r.id and t.${sql.id(owner.column)} = ${owner.id}`.execute(db);
}

function asRows(table: Table, rows: object[]) {
  return sql`jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`;
}

function columnList(rows: object[]) {
  return sql.join(Object.keys(rows[0] as object).map((name) => sql.id(name)));
}

/** `startsAt` to `starts_at`, for every key of a row. */
export function toColumns(row: object): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(row)) columns[columnOf(name)] = value;
  return columns;
}
