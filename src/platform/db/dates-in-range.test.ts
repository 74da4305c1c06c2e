/**
 * No date can be stored that cannot be read back: what the database refuses, and what becomes of rows that an earlier
 * version let in.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, describe, test } from 'node:test';
import pg from 'pg';
import { createTestDatabase, testServerUrl } from '#testing/database.ts';
import { databaseName, ensureDatabase, openDatabase, readTimestamp, withDatabase } from './connect.ts';
import { listMigrations, migrate } from './migrate.ts';

describe('every column that holds a date', () => {
  test('has its limits, in every table', async () => {
    const { pool } = await createTestDatabase();
    const { rows } = await pool.query<{ name: string }>(
      `select c.table_name || '.' || c.column_name as name
       from information_schema.columns as c join information_schema.tables as t using (table_schema, table_name)
       where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> 'schema_migrations' and c.data_type in ('date', 'timestamp with time zone', 'timestamp without time zone')
         and not exists (select from information_schema.check_constraints as k where k.constraint_schema = 'public' and k.constraint_name = c.table_name || '_' || c.column_name || '_in_range')
       order by 1`,
    );
    assert.deepEqual(rows, [], 'end the migration that adds such a column with: select limit_dates();');
  });

  test('is kept to the years 1970 to 2200 where people set it', async () => {
    const { pool } = await createTestDatabase();
    const { rows } = await pool.query<{ name: string }>(
      `select constraint_name as name from information_schema.check_constraints where constraint_schema = 'public' and constraint_name like '%\\_in\\_range' and check_clause like '%2201-01-01%' order by 1`,
    );
    assert.deepEqual(
      rows.map(({ name }) => name.replace(/_in_range$/, '')),
      [
        'discount_codes_ends_at',
        'discount_codes_starts_at',
        'event_moves_ends_at',
        'event_moves_starts_at',
        'events_ends_at',
        'events_starts_at',
        'messages_send_at',
        'order_rules_cancel_until',
        'payments_paid_at',
        'sessions_ends_at',
        'sessions_starts_at',
        'sessions_updated_at',
        'statement_lines_booked_on',
        'ticket_types_sale_ends_at',
        'ticket_types_sale_starts_at',
      ],
    );
  });
});

describe('the reader of timestamps', () => {
  test('gives a number for whatever the column type can hold', async () => {
    const { pool } = await createTestDatabase();
    const written = [
      '2024-02-03 09:00:00+00',
      '2024-02-03 09:00:00.123456+00',
      '10000-01-01 04:59:59+00',
      '0001-12-31 00:00:00+00 BC',
      '4713-01-01 00:00:00+00 BC',
      '294276-12-31 23:59:59.999999+00',
      'infinity',
      '-infinity',
    ];
    const { rows } = await pool.query<{ at: number }>(`select unnest($1::timestamptz[]) as at`, [written]);
    assert.deepEqual(
      rows.map(({ at }) => at),
      [
        Date.UTC(2024, 1, 3, 9),
        Date.UTC(2024, 1, 3, 9, 0, 0, 123),
        Date.UTC(10_000, 0, 1, 4, 59, 59),
        Date.parse('+000000-12-31T00:00:00Z'),
        Date.parse('-004712-01-01T00:00:00Z'),
        8.64e15,
        8.64e15,
        -8.64e15,
      ],
    );
  });

  test('takes no text that is no timestamp for one', () => {
    for (const text of ['', 'soon', '2024-02-03 09:00:00+01', '2024-13-03T09:00:00Z'])
      assert.throws(() => readTimestamp(text), TypeError, text);
  });
});

describe('a database of the version before', () => {
  test('gets its far dates mended, says so in the record, and can be read and changed again', async () => {
    const server = await testServerUrl();
    const url = withDatabase(server, `foyer_test_far_${process.pid}_${randomBytes(4).toString('hex')}`);
    await ensureDatabase(url);
    after(async () => {
      const client = new pg.Client({ connectionString: withDatabase(server, 'postgres') });
      await client.connect();
      await client.query(`drop database if exists ${databaseName(url)} with (force)`);
      await client.end();
    });
    await fillBefore(url);
    await migrate(url);
    const { pool, close } = openDatabase(url, 1);
    const one = async (text: string): Promise<object> => (await pool.query(text)).rows[0] as object;
    const [first, last] = [Date.UTC(1970, 0, 2), Date.UTC(2200, 11, 30)];
    assert.deepEqual(
      (await pool.query('select number, sale_starts_at, sale_ends_at from ticket_types order by number')).rows,
      [
        { number: 1, sale_starts_at: null, sale_ends_at: null },
        { number: 2, sale_starts_at: null, sale_ends_at: Date.UTC(2027, 4, 1) },
        { number: 3, sale_starts_at: Date.UTC(2027, 3, 1), sale_ends_at: Date.UTC(2027, 4, 1) },
      ],
    );
    assert.deepEqual(await one('select starts_at, ends_at from sessions'), { starts_at: null, ends_at: null });
    assert.deepEqual(await one('select starts_at, ends_at from discount_codes'), {
      starts_at: Date.UTC(2027, 3, 1),
      ends_at: null,
    });
    assert.deepEqual(await one("select starts_at, ends_at, call_for_speakers from events where slug = 'far'"), {
      starts_at: Date.UTC(2200, 11, 29),
      ends_at: last,
      call_for_speakers: { announcement: 'Tell us', startsAt: Date.UTC(2027, 0, 1), endsAt: null },
    });
    assert.deepEqual(await one("select starts_at, ends_at from events where slug = 'early'"), {
      starts_at: first,
      ends_at: first + 3_600_000,
    });
    assert.deepEqual(await one("select starts_at, ends_at, version::int as version from events where slug = 'usual'"), {
      starts_at: Date.UTC(2027, 4, 8),
      ends_at: Date.UTC(2027, 4, 9),
      version: 2,
    });
    assert.deepEqual(await one('select cancel_until from order_rules'), { cancel_until: last });
    const record = (
      await pool.query<{ said: string; before: object; after: object }>(
        "select action || ' ' || subject as said, before, after from audit_entries where actor_name = 'Foyer itself' order by 1, id",
      )
    ).rows;
    assert.deepEqual(
      record.map(({ said }) => said),
      [
        'discount.update discount code 1',
        'event.update event early',
        'event.update event far',
        'event.update event far: extras',
        'order-rules.update what buyers may do with their orders',
        'session.update session 1: Lanterns',
        'ticket-type.update ticket type 1: Far',
        'ticket-type.update ticket type 2: Early',
      ],
    );
    assert.deepEqual(
      [record[6]?.before, record[6]?.after],
      [
        { saleStartsAt: null, saleEndsAt: '10000-01-01 04:59:59+00' },
        { saleStartsAt: null, saleEndsAt: null },
      ],
    );
    await assert.rejects(pool.query("update ticket_types set sale_ends_at = '2201-01-01 00:00:00+00'"), {
      code: '23514',
    });
    await close();
  });
});

/** The database as the version before left it, with dates that it took. */
async function fillBefore(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
  await client.connect();
  await client.query(
    'create table schema_migrations (name text primary key, digest text not null, applied_at timestamptz not null default now())',
  );
  for (const { name, sql, digest } of listMigrations().filter(({ name }) => name < '0050')) {
    await client.query(sql);
    await client.query('insert into schema_migrations (name, digest) values ($1, $2)', [name, digest]);
  }
  await client.query(`
    insert into organizers (slug, name) values ('lanterns', 'Lantern Society');
    insert into events (organizer_id, slug, name, starts_at, ends_at, time_zone, hue, call_for_speakers)
      select organizers.id, e.slug, e.slug, starts_at::timestamptz, ends_at::timestamptz, 'Europe/Lisbon', 1, call::jsonb from organizers, (values
        ('usual', '2027-05-08', '2027-05-09', null), ('far', '9999-12-30', '9999-12-31 23:59', '{"announcement": "Tell us", "startsAt": 1798761600000, "endsAt": 253402300799000}'), ('early', '0001-01-01', '1969-12-31', null)
      ) as e (slug, starts_at, ends_at, call);
    insert into ticket_types (event_id, number, name, kind, sale_starts_at, sale_ends_at)
      select events.id, number, t.name, 'free', t.starts_at::timestamptz, t.ends_at::timestamptz from events, (values
        (1, 'Far', null, '9999-12-31 23:59:59-05'), (2, 'Early', '0001-01-01 00:00:00+05', '2027-05-01'), (3, 'Usual', '2027-04-01', '2027-05-01')
      ) as t (number, name, starts_at, ends_at) where slug = 'usual';
    insert into discount_codes (event_id, number, code, kind, percent_bp, starts_at, ends_at) select id, 1, 'LANTERN', 'percent', 1000, '2027-04-01', 'infinity' from events where slug = 'usual';
    insert into sessions (event_id, number, guid, uid, title, starts_at, ends_at) select id, 1, gen_random_uuid(), 'one', 'Lanterns', '2027-05-08', '12000-05-08' from events where slug = 'usual';
    insert into order_rules (event_id, cancel_until) select id, '9999-12-31 23:59:59+00' from events where slug = 'usual';`);
  await client.end();
}
