/** The whole database as one page of SQL, in an order that does not depend on how it came to be. */
import pg from 'pg';

const TABLES = `
  select c.oid::int as oid, c.relname as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations' order by c.relname`;

const COLUMNS = `
  select a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required, a.attidentity as identity,
    pg_get_expr(d.adbin, d.adrelid) as standard
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`;

const CONSTRAINTS = `
  select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
  where conrelid = $1 and contype <> 'n' order by position(contype::text in 'pucf'), conname`;

const INDEXES = `
  select pg_get_indexdef(i.indexrelid) as definition from pg_index i
  where i.indrelid = $1 and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
  order by 1`;

const TRIGGERS = `
  select pg_get_triggerdef(oid, true) as definition from pg_trigger
  where tgrelid = $1 and not tgisinternal order by tgname`;

const VIEWS = `
  select relname as name, pg_get_viewdef(oid, true) as definition from pg_class
  where relnamespace = 'public'::regnamespace and relkind = 'v' order by relname`;

const FUNCTIONS = `
  select pg_get_functiondef(oid) as definition from pg_proc
  where pronamespace = 'public'::regnamespace and prokind in ('f', 'p') order by proname`;

type Column = { name: string; type: string; required: boolean; identity: string; standard: string | null };

/** Reads the catalogue behind `url` and writes it down as SQL. */
export async function describeSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Moments in rules are written in the zone of the session.
    await client.query("set timezone to 'UTC'");
    const parts = ['-- The whole database. Written from the migrations; do not edit.'];
    for (const table of (await client.query<{ oid: number; name: string }>(TABLES)).rows)
      parts.push(await describeTable(client, table));
    for (const row of (await client.query<{ name: string; definition: string }>(VIEWS)).rows)
      parts.push(`create view ${row.name} as\n${row.definition.trimEnd()}`);
    for (const row of (await client.query<{ definition: string }>(FUNCTIONS)).rows)
      parts.push(`${row.definition.trim()};`);
    return `${parts.join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}

async function describeTable(client: pg.Client, table: { oid: number; name: string }): Promise<string> {
  const columns = (await client.query<Column>(COLUMNS, [table.oid])).rows.map(describeColumn);
  const constraints = (await client.query<{ name: string; definition: string }>(CONSTRAINTS, [table.oid])).rows;
  const rules = constraints.map((c) => `  constraint ${c.name} ${c.definition}`);
  const indexes = (await client.query<{ definition: string }>(INDEXES, [table.oid])).rows.map(
    (i) => `${i.definition};`,
  );
  const triggers = (await client.query<{ definition: string }>(TRIGGERS, [table.oid])).rows.map(
    (t) => `${t.definition};`,
  );
  return [`create table ${table.name} (\n${[...columns, ...rules].join(',\n')}\n);`, ...indexes, ...triggers].join(
    '\n',
  );
}

function describeColumn(column: Column): string {
  const identity = column.identity ? ' generated always as identity' : '';
  const standard = column.standard ? ` default ${column.standard}` : '';
  return `  ${column.name} ${column.type}${column.required ? ' not null' : ''}${identity}${standard}`;
}
