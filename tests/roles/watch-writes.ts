/** Which tables are written to, to tell whether a refusal left something behind. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';

/** Tables that live by themselves: work that waits, tries that are counted, sign-ins that are under way. */
const RESTLESS = new Set([
  'jobs',
  'job_schedules',
  'rate_limits',
  'auth_sessions',
  'auth_verifications',
  'api_keys',
  'schema_migrations',
  'workers',
  'exports',
  'media',
  'media_variants',
  'mails',
  'webhook_deliveries',
]);

/** Where only some columns live by themselves: those that people set. The sender notes in others what arrives. */
const SET_BY_PEOPLE: Record<string, string[]> = {
  webhooks: ['url', 'types', 'event_id', 'secret', 'old_secret', 'off_at'],
};

/**
 * Has the database note each row that is inserted, updated or deleted and stays so, but for those of the tables that
 * live by themselves.
 */
export async function watchWrites(ctx: Ctx): Promise<void> {
  const { rows: tables } = await sql<{
    name: string;
  }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(ctx.db);
  await sql`create schema watched`.execute(ctx.db);
  await sql`create table watched.writes (table_name text not null)`.execute(ctx.db);
  await sql`create function watched.note() returns trigger language plpgsql as $$ begin insert into watched.writes values (tg_table_name); return null; end $$`.execute(
    ctx.db,
  );
  for (const { name } of tables.filter(({ name }) => !RESTLESS.has(name))) {
    const columns = SET_BY_PEOPLE[name]
      ? sql`of ${sql.join(SET_BY_PEOPLE[name].map((column) => sql.ref(column)))}`
      : sql``;
    await sql`create trigger watched after insert or update ${columns} or delete on ${sql.table(`public.${name}`)} for each row execute function watched.note()`.execute(
      ctx.db,
    );
  }
}

/** The tables that were written to since this was asked last. */
export async function takeWrites(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`delete from watched.writes returning table_name as name`.execute(ctx.db);
  return [...new Set(rows.map(({ name }) => name))].sort();
}

/** Waits until no work is due that what was done before left to the background. */
export async function untilIdle(ctx: Ctx): Promise<void> {
  const limit = Date.now() + 10_000;
  while (Date.now() < limit) {
    const due = await ctx.db
      .selectFrom('jobs')
      .select('id')
      .where('state', '!=', 'dead')
      .where('queue', '!=', 'walked')
      .where('runAt', '<', timestamp(Date.now() + 2000))
      .executeTakeFirst();
    if (!due) return;
    await sleep(20);
  }
}
