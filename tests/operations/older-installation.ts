/**
 * A database as an earlier version left it: migrated so far and no further, with a sale in it that is written in that
 * version's own words.
 */
import pg from 'pg';
import { listMigrations } from '#platform/db/migrate.ts';
import { LATER_ROWS } from './later-rows.ts';

/** Before that nobody could order. */
export const OLDEST = '0020_rush.sql';
export const SLUG = 'lantern-days';
export const CODE = 'K7PW2MHX';
const HELD = 'K7PW2MHY';

/** Makes it in the empty database at that address. `last`: the name of the last migration that the version had. */
export async function makeOlderInstallation(url: string, last: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      'create table schema_migrations (name text primary key, digest text not null, applied_at timestamptz not null default now())',
    );
    for (const { name, sql, digest } of listMigrations().filter(({ name }) => name <= last)) {
      await client.query(sql);
      await client.query('insert into schema_migrations (name, digest) values ($1, $2)', [name, digest]);
    }
    await writeSale(client, last);
  });
}

/** The sale, and what each version up to `last` could keep of it. */
export async function writeSale(client: pg.Client, last: string): Promise<void> {
  await client.query(SALE);
  await client.query(OF_THE_SALE);
  for (const [name, rows] of Object.entries(LATER_ROWS)) if (name <= last) await client.query(rows);
}

/** A team, an event, a completed order with two tickets, another that is held, and a mail that waits. */
const SALE = `
  with somebody as (insert into users (name, email) values ('Grace Lind', 'grace@example.org') returning id),
       organization as (insert into organizers (slug, name) values ('lantern', 'Lantern Society') returning id),
       member as (insert into organizer_members (organizer_id, user_id, role) select organization.id, somebody.id, 'owner' from organization, somebody),
       event as (
         insert into events (organizer_id, slug, name, starts_at, ends_at, time_zone, hue, state, published_at)
         select id, '${SLUG}', 'Lantern Days', now() + interval '100 days', now() + interval '101 days', 'Europe/Lisbon', 210, 'published', now() from organization returning id),
       seat as (insert into ticket_types (event_id, number, name, kind) select id, 1, 'Seat', 'free' from event returning id, event_id),
       item as (insert into shop_items (event_id, position, ticket_type_id) select event_id, 1, id from seat),
       quota as (insert into quotas (event_id, number, own_ticket_type_id, size, held, sold) select event_id, 1, id, 10, 1, 2 from seat returning id, own_ticket_type_id),
       shared as (insert into quota_ticket_types (quota_id, ticket_type_id) select id, own_ticket_type_id from quota),
       ordered as (
         insert into orders (event_id, code, state, idempotency_key, wish_hash, currency, total_minor, held_until, buyer_name, buyer_email, completed_at, created_at, updated_at)
         select id, code, state, 'key-' || code, 'hash', 'EUR', 0, held_until, buyer_name, buyer_email, completed_at, now(), now()
           from event, (values ('${CODE}', 'free-completed', null::timestamptz, 'Ada Lind', 'ada@example.org', now()), ('${HELD}', 'reserved', now() + interval '1 hour', '', '', null))
             as o(code, state, held_until, buyer_name, buyer_email, completed_at) returning id, code),
       line as (
         insert into order_lines (order_id, ticket_type_id, quantity, unit_minor, quota_ids)
         select ordered.id, quota.own_ticket_type_id, case code when '${CODE}' then 2 else 1 end, 0, array[quota.id] from ordered, quota returning id, order_id, quantity),
       change as (insert into order_changes (order_id, at, from_state, to_state, by) select id, now(), 'reserved', 'free-completed', 'buyer' from ordered where code = '${CODE}'),
       ticket as (
         insert into tickets (order_id, order_line_id, number, attendee_name, secret, created_at)
         select order_id, id, n, 'Guest ' || n, left(md5(n::text), 22), now() from line, generate_series(1, 2) as n where quantity = 2)
  insert into mails (recipient, subject, text_body, html_body) values ('ada@example.org', 'Your order', 'Two seats', '<p>Two seats</p>')`;

/** Of the connection alone. */
const OF_THE_SALE = `
  create temporary view sale as
    select e.id as event, e.organizer_id as organizer, m.user_id as member, t.id as seat, q.id as quota, o.id as ordered, (select min(id) from tickets) as ticket, (select min(id) from mails) as mail
      from events e join organizer_members m using (organizer_id) join ticket_types t on t.event_id = e.id join quotas q on q.event_id = e.id join orders o on o.event_id = e.id and o.code = '${CODE}'`;

type Row = Record<string, unknown>;
/** All rows of all tables, by table. */
export type Kept = Map<string, Row[]>;

export async function readAll(url: string): Promise<Kept> {
  const kept: Kept = new Map();
  await withClient(url, async (client) => {
    const tables = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migrations'",
    );
    const { rows } = await client.query<{ name: string; row: Row }>(
      tables.rows
        .map(({ name }) => `select '${name}' as name, to_jsonb(t) as row from "${name}" as t`)
        .join(' union all '),
    );
    for (const { name, row } of rows) kept.set(name, [...(kept.get(name) ?? []), row]);
  });
  return kept;
}

/** Which columns are gone, and which rows are not what they were in all others; what came to them does not matter. */
export function findLost(before: Kept, now: Kept): string[] {
  return [...before].flatMap(([table, rows]) => {
    const there = now.get(table) ?? [];
    const columns = Object.keys(rows[0] ?? {});
    const left = columns.filter((column) => there[0] && column in there[0]);
    const written = (row: Row): string => JSON.stringify(left.map((column) => row[column]));
    const stand = new Set(there.map(written));
    const changed = rows.map(written).filter((row) => !stand.has(row));
    return [
      ...columns.filter((column) => !left.includes(column)).map((column) => `${table}.${column}`),
      ...changed.map((row) => `${table}: ${row}`),
    ];
  });
}

export async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
