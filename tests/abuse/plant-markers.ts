/** A word of its own in every text that the database holds, to see later where it comes out. */
import type pg from 'pg';

export type TextColumn = { table: string; column: string; kind: 'text' | 'json' | 'list' };

/** Five letters around three: hashes and keys hold one of six now and then, by chance. */
const MARKER = /zq([0-9a-z]{3})xqv/gi;

/** Every column of every table that can hold words, in a fixed order. */
export async function listTextColumns(client: pg.Client): Promise<TextColumn[]> {
  const { rows } = await client.query<{ table: string; column: string; type: string }>(`
    select c.table_name as table, c.column_name as column, c.udt_name as type
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> 'schema_migrations'
      and c.udt_name in ('text', 'varchar', 'bpchar', 'citext', 'json', 'jsonb', '_text', '_varchar')
      and c.is_generated = 'NEVER'
    order by 1, 2`);
  return rows.map(({ table, column, type }) => ({ table, column, kind: kindOf(type) }));
}

function kindOf(type: string): TextColumn['kind'] {
  if (type.startsWith('json')) return 'json';
  return type.startsWith('_') ? 'list' : 'text';
}

const markerOf = (at: number): string => `zq${at.toString(36).padStart(3, '0')}xqv`;

/**
 * What came of it: the names of columns that took their marker, that refused it, and in which there was nothing to
 * mark.
 */
export type Planted = { marked: string[]; refused: string[]; empty: string[]; nameOf: (marker: string) => string };

/** Writes a marker into all of these columns, with triggers and references turned off. */
export async function plantMarkers(client: pg.Client, columns: readonly TextColumn[]): Promise<Planted> {
  const planted: Planted = {
    marked: [],
    refused: [],
    empty: [],
    nameOf: (marker) => names[Number.parseInt(marker, 36)] ?? marker,
  };
  const names = columns.map(({ table, column }) => `${table}.${column}`);
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  for (const [at, column] of columns.entries()) {
    await client.query('savepoint one');
    const outcome = await plant(client, column, markerOf(at)).catch(() => 'refused' as const);
    await client.query(outcome === 'marked' ? 'release savepoint one' : 'rollback to savepoint one');
    planted[outcome].push(names[at] as string);
  }
  await client.query('commit');
  return planted;
}

async function plant(
  client: pg.Client,
  { table, column, kind }: TextColumn,
  marker: string,
): Promise<'marked' | 'empty'> {
  const { rows } = await client.query<{ place: string; value: unknown }>(
    `select ctid::text as place, "${column}" as value from "${table}"`,
  );
  let marked = false;
  for (const [at, { place, value }] of rows.entries()) {
    const words = `${marker}${at}`;
    const next = kind === 'json' ? inJson(value, words) : kind === 'list' ? [words] : words;
    if (kind === 'json' && JSON.stringify(next) === JSON.stringify(value)) continue;
    marked = true;
    await client.query(`update "${table}" set "${column}" = $1 where ctid = $2::tid`, [
      kind === 'json' ? JSON.stringify(next) : next,
      place,
    ]);
  }
  return marked ? 'marked' : 'empty';
}

/** Every text within, addresses as addresses; where there is none yet, one. */
function inJson(value: unknown, words: string): unknown {
  if (value === null || JSON.stringify(value) === '{}') return { words };
  if (JSON.stringify(value) === '[]') return [words];
  return inEach(value, words);
}

function inEach(value: unknown, words: string): unknown {
  if (typeof value === 'string') return /^https?:/.test(value) ? `https://${words}.example/` : words;
  if (Array.isArray(value)) return value.map((one) => inEach(one, words));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inEach(inner, words)]));
}

/**
 * A row of anything, of that event, for each table that has none; where the table wants more than that it stays empty.
 */
export async function fillEmptyTables(
  client: pg.Client,
  { eventId, organizerId }: { eventId: number; organizerId: number },
): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; type: string; optional: boolean }>(`
    select c.table_name as table, c.column_name as column, c.udt_name as type,
      c.column_default is not null or c.is_identity = 'YES' as optional
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER' order by 1, 2`);
  const known: Record<string, string> = { event_id: String(eventId), organizer_id: String(organizerId) };
  const values: Record<string, string> = {
    text: "'x'",
    jsonb: `'{"word": "x"}'`,
    _text: "array['x']",
    bool: 'false',
    timestamptz: 'now()',
    date: 'current_date',
    uuid: 'gen_random_uuid()',
    int4: '1',
    int8: '1',
    int2: '1',
    bytea: "'x'",
    float8: '1',
    numeric: '1',
  };
  await client.query('begin');
  await client.query('set local session_replication_role = replica');
  for (const [table, columns] of Map.groupBy(rows, ({ table }) => table)) {
    const { rowCount } = await client.query(`select 1 from "${table}" limit 1`);
    if (rowCount) continue;
    const given = columns.filter(({ optional, type }) => !optional || type === 'text');
    const names = given.map(({ column }) => `"${column}"`).join(', ');
    const said = given.map(({ column, type }) => known[column] ?? values[type] ?? 'null').join(', ');
    await client.query('savepoint one');
    const done = await client.query(`insert into "${table}" (${names}) values (${said})`).catch(() => undefined);
    await client.query(done ? 'release savepoint one' : 'rollback to savepoint one');
  }
  await client.query('commit');
}

/** The columns whose markers stand in a text. */
export function findMarkers(text: string, { nameOf }: Planted): string[] {
  return [...new Set([...text.matchAll(MARKER)].map(([, marker]) => nameOf((marker as string).toLowerCase())))].sort();
}
