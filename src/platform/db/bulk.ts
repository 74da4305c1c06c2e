/** Writing many rows in one statement. */
import { sql } from 'kysely';
import type { DB } from '../../../db/types.ts';
import type { Db } from './connect.ts';

type Table = keyof DB & string;
/** Column names as the database has them; instants as ISO text. */
export type BulkRow = Record<string, unknown>;

/**
 * Inserts `rows` into `table` in one statement and returns id and number of each, in the order given.
 * All rows must have the columns of the first. @throws what the database says of the first row that breaks a rule
 */
export async function insertRows(db: Db, table: Table, rows: BulkRow[]): Promise<{ id: number; number: number }[]> {
  if (rows.length === 0) return [];
  const columns = columnList(rows[0] as BulkRow);
  const { rows: written } = await sql<{ id: number; number: number }>`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)
    returning id, number`.execute(db);
  return written;
}

/** Like insertRows, for tables without id and number. */
export async function insertPlainRows(db: Db, table: Table, rows: BulkRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = columnList(rows[0] as BulkRow);
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(db);
}

/** Updates the rows of one event by `id` in one statement; the other keys of the first row are the columns that change. Returns how many. */
export async function updateRows(db: Db, table: Table, eventId: number, rows: (BulkRow & { id: number })[]): Promise<number> {
  if (rows.length === 0) return 0;
  const names = Object.keys(rows[0] as BulkRow).filter((name) => name !== 'id');
  const sets = sql.join(names.map((name) => sql`${sql.id(name)} = r.${sql.id(name)}`));
  const result = await sql`
    update ${sql.table(table)} as t set ${sets}
    from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb) as r
    where t.id = r.id and t.event_id = ${eventId}`.execute(db);
  return Number(result.numAffectedRows ?? 0);
}

function columnList(row: BulkRow) {
  return sql.join(Object.keys(row).map((name) => sql.id(name)));
}
