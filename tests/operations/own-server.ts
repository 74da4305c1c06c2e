/**
 * A PostgreSQL server of one's own, as the guide has it set up: over TCP, with a password, for a user who may nothing
 * else.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import pg from 'pg';
import { freePort } from '#platform/free-port.ts';
import { startEmbeddedPostgres } from '#platform/db/embedded.ts';
import { guideBlock, runScript } from './guide.ts';

const PASSWORD = 'lantern-on-the-pier';
/** Nothing in there is worth a disk's patience. */
const FLAGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

export type OwnServer = {
  /** What the guide would have as DATABASE_URL, of that database. */
  url: (database?: string) => string;
  /** For the client programs, as the user `postgres` of the server. */
  asPostgres: Record<string, string>;
};

/** Starts a fresh one with the user and the database of the guide; it is gone with the file. */
export async function startOwnServer(): Promise<OwnServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-pg-'));
  const port = await freePort();
  const server = await startEmbeddedPostgres(
    folder,
    [...FLAGS, 'listen_addresses=127.0.0.1', `port=${port}`].flatMap((flag) => ['-c', flag]),
  );
  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const asPostgres = {
    PGHOST: decodeURIComponent(new URL(server.url).searchParams.get('host') ?? ''),
    PGPORT: String(port),
    PGUSER: 'postgres',
  };
  await behaveAsInstalled(asPostgres.PGHOST, port, path.join(folder, 'pgdata/pg_hba.conf'));
  await runScript(
    guideBlock('create-database', { 'sudo -u postgres ': '' }),
    folder,
    asPostgres,
    `${PASSWORD}\n${PASSWORD}\n`,
  );
  return { asPostgres, url: (database = 'foyer') => `postgres://foyer:${PASSWORD}@127.0.0.1:${port}/${database}` };
}

/** As a distribution has it: the first user is called postgres, and whoever comes over TCP says a password. */
async function behaveAsInstalled(host: string, port: number, access: string): Promise<void> {
  const on = async (user: string, ...statements: string[]): Promise<void> => {
    const client = new pg.Client({ host, port, user, database: 'postgres' });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await on('foyer', 'create role postgres superuser login');
  const local = readFileSync(access, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('local'));
  writeFileSync(access, `${local.join('\n')}\n`);
  appendFileSync(access, 'host all all 127.0.0.1/32 scram-sha-256\n');
  await on('postgres', 'alter role foyer rename to first_user', 'select pg_reload_conf()');
}
