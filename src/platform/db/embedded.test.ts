import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { withDatabase } from './connect.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

const root = mkdtempSync(path.join(tmpdir(), 'foyer-embedded-'));
const dir = path.join(root, 'postgres');
let running: EmbeddedPostgres | undefined;
after(async () => {
  await running?.stop();
  rmSync(root, { recursive: true, force: true });
});

async function query(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: withDatabase((running as EmbeddedPostgres).url, 'postgres') });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const serverPid = (): number => Number(readFileSync(path.join(dir, 'pgdata/postmaster.pid'), 'utf8').split('\n')[0]);

function isGone(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

test('an empty folder becomes a server that is reached through its socket only', async () => {
  running = await startEmbeddedPostgres(dir);
  assert.equal(running.adopted, false);
  const [row] = await query(`select current_setting('listen_addresses') as addresses, current_setting('server_encoding') as encoding`);
  assert.deepEqual(row, { addresses: '', encoding: 'UTF8' });
  await query('create table kept (n integer)');
  await query('insert into kept values (1)');
});

test('a second start adopts the one that runs', async () => {
  const pid = serverPid();
  const again = await startEmbeddedPostgres(dir);
  assert.deepEqual([again.adopted, again.url, serverPid()], [true, running?.url, pid]);
});

test('it outlives a parent that was killed, and is adopted afterwards', async () => {
  await running?.stop();
  const code = `const { startEmbeddedPostgres } = await import(${JSON.stringify(path.join(import.meta.dirname, 'embedded.ts'))});
    await startEmbeddedPostgres(process.argv[1]); console.log('up'); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(parent.stdout, 'data');
  const pid = serverPid();
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  running = await startEmbeddedPostgres(dir);
  assert.deepEqual([running.adopted, serverPid()], [true, pid]);
  assert.deepEqual(await query('select n from kept'), [{ n: 1 }]);
});

test('a server that was killed starts again with everything that was committed', async () => {
  await query('insert into kept values (2)');
  const pid = serverPid();
  process.kill(pid, 'SIGKILL');
  running = await startEmbeddedPostgres(dir);
  assert.equal(running.adopted, false);
  assert.notEqual(serverPid(), pid);
  assert.deepEqual(await query('select n from kept order by n'), [{ n: 1 }, { n: 2 }]);
});

test('a leftover note of a process that is somebody else is not taken for the server', async () => {
  await running?.stop();
  const stranger = spawn('sleep', ['60']);
  await once(stranger, 'spawn');
  writeFileSync(path.join(dir, 'pgdata/postmaster.pid'), `${stranger.pid}\n${dir}/pgdata\n0\n5432\n\n\n  0  0\nready   \n`);
  running = await startEmbeddedPostgres(dir);
  assert.equal(running.adopted, false);
  assert.deepEqual(await query('select count(*)::int as n from kept'), [{ n: 2 }]);
  stranger.kill();
});

test('stopping waits until it is down, and a second stop is nothing', async () => {
  const pid = serverPid();
  await running?.stop();
  assert.equal(isGone(pid), true);
  assert.equal(existsSync(path.join(dir, 'pgdata/postmaster.pid')), false);
  await running?.stop();
});

test('several starts at once end with one server', async () => {
  const code = `const { startEmbeddedPostgres } = await import(${JSON.stringify(path.join(import.meta.dirname, 'embedded.ts'))});
    console.log((await startEmbeddedPostgres(process.argv[1])).url);`;
  const start = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
      let out = '';
      child.stdout.on('data', (part) => (out += part));
      child.on('close', (status) => (status === 0 ? resolve(out.trim()) : reject(new Error(`it ended with ${status}`))));
    });
  const urls = await Promise.all([start(), start(), start()]);
  running = await startEmbeddedPostgres(dir);
  assert.deepEqual([new Set(urls).size, running.adopted], [1, true]);
  assert.deepEqual(await query('select count(*)::int as n from kept'), [{ n: 2 }]);
});

test('a folder too deep for a socket keeps its socket elsewhere', async () => {
  const deep = path.join(root, 'x'.repeat(90));
  const server = await startEmbeddedPostgres(deep);
  const socketDir = new URL(server.url).searchParams.get('host') as string;
  assert.equal(socketDir.startsWith('/tmp/foyer-'), true);
  const client = new pg.Client({ connectionString: withDatabase(server.url, 'postgres') });
  await client.connect();
  await client.end();
  await server.stop();
  rmSync(socketDir, { recursive: true, force: true });
});
