/** What stands in the database, table by table, to tell whether anything was written. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Ctx } from '#platform/ctx.ts';
import { timestamp } from '#platform/db/timestamp.ts';

/** Tables that live by themselves: work that waits, tries that are counted, sign-ins that are under way. */
const RESTLESS = new Set(['jobs', 'job_schedules', 'rate_limits', 'auth_sessions', 'auth_verifications', 'api_keys', 'schema_migrations', 'workers', 'exports', 'media', 'media_variants', 'mails']);

/** A digest of each table's rows. */
export async function digestTables(ctx: Ctx): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' order by tablename`.execute(ctx.db);
  const digests = tables
    .filter(({ name }) => !RESTLESS.has(name))
    .map(({ name }) => sql`select ${sql.lit(name)} as name, coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as digest from ${sql.table(name)} t`);
  const { rows } = await sql<{ name: string; digest: string }>`${sql.join(digests, sql` union all `)}`.execute(ctx.db);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

/** Waits until no work is due that what was done before left to the background. */
export async function untilIdle(ctx: Ctx): Promise<void> {
  const limit = Date.now() + 10_000;
  while (Date.now() < limit) {
    const due = await ctx.db.selectFrom('jobs').select('id').where('state', '!=', 'dead').where('queue', '!=', 'walked').where('runAt', '<', timestamp(Date.now() + 2000)).executeTakeFirst();
    if (!due) return;
    await sleep(50);
  }
}
