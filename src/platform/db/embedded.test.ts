import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Unavailable } from '../errors.ts';
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
  const [row] = await query(
    `select current_setting('listen_addresses') as addresses, current_setting('server_encoding') as encoding`,
  );
  assert.deepEqual(row, { addresses: '', encoding: 'UTF8' });
  await query('create table kept (n integer)');
  await query('insert into kept values (1)');
});

test('what rows hold does not get into its log', async () => {
  await query('create table secrets (secret text primary key)');
  await query("insert into secrets values ('open-sesame-of-a-test')");
  await assert.rejects(query("insert into secrets values ('open-sesame-of-a-test')"), { code: '23505' });
  const log = readFileSync(path.join(dir, 'postgres.log'), 'utf8');
  assert.deepEqual([/secrets_pkey/.test(log), /open-sesame/.test(log)], [true, false]);
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
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
  while (!isGone(pid)) await sleep(5);
  running = await startEmbeddedPostgres(dir);
  assert.equal(running.adopted, false);
  assert.notEqual(serverPid(), pid);
  assert.deepEqual(await query('select n from kept order by n'), [{ n: 1 }, { n: 2 }]);
});

test('a leftover note of a process that is somebody else is not taken for the server', async () => {
  await running?.stop();
  const stranger = spawn('sleep', ['60']);
  await once(stranger, 'spawn');
  writeFileSync(
    path.join(dir, 'pgdata/postmaster.pid'),
    `${stranger.pid}\n${dir}/pgdata\n0\n5432\n\n\n  0  0\nready   \n`,
  );
  running = await startEmbeddedPostgres(dir);
  assert.equal(running.adopted, false);
  assert.deepEqual(await query('select count(*)::int as n from kept'), [{ n: 2 }]);
  stranger.kill();
});

test('a leftover note of the server of another folder neither adopts nor stops that one', async () => {
  await running?.stop();
  const other = await startEmbeddedPostgres(path.join(root, 'other'));
  const note = path.join(root, 'other/pgdata/postmaster.pid');
  const pid = Number(readFileSync(note, 'utf8').split('\n')[0]);
  writeFileSync(path.join(dir, 'pgdata/postmaster.pid'), readFileSync(note));
  running = await startEmbeddedPostgres(dir);
  assert.deepEqual([running.adopted, serverPid() === pid], [false, false]);
  assert.deepEqual(await query('select count(*)::int as n from kept'), [{ n: 2 }]);
  await running.stop();
  assert.equal(isGone(pid), false);
  running = await startEmbeddedPostgres(dir);
  await other.stop();
});

test('a folder that is reached by another name has the same server', async () => {
  const alias = path.join(root, 'alias');
  symlinkSync(dir, alias);
  const again = await startEmbeddedPostgres(alias);
  assert.equal(again.adopted, true);
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
      const child = spawn(process.execPath, ['--input-type=module', '-e', code, dir], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let out = '';
      child.stdout.on('data', (part) => (out += part));
      child.on('close', (status) =>
        status === 0 ? resolve(out.trim()) : reject(new Error(`it ended with ${status}`)),
      );
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

/** A process of its own that starts or adopts the server in `folder`, then does `rest`. Gives what it printed. */
function user(folder: string, rest: string): { child: ChildProcess; said: Promise<string> } {
  const code = `const { startEmbeddedPostgres } = await import(${JSON.stringify(path.join(import.meta.dirname, 'embedded.ts'))});
    const { default: pg } = await import(${JSON.stringify(import.meta.resolve('pg'))});
    const server = await startEmbeddedPostgres(process.argv[1]); ${rest}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (part) => (out += part));
  child.stderr.on('data', (part) => (out += part));
  return { child, said: new Promise((resolve) => child.on('close', (status) => resolve(`${out.trim()}, ${status}`))) };
}

/** Connects a moment after it came, asks once, leaves. */
const SHORT = `await new Promise((r) => setTimeout(r, Math.random() * 60));
  const client = new pg.Client({ connectionString: server.url.replace('/foyer?', '/postgres?') });
  await client.connect(); const { rows } = await client.query('select 1 as one'); await client.end();
  await server.leave(); console.log(rows[0].one);`;

test('many short users that overlap, from a fresh folder on, all get their answer, and the last one out stops it', async () => {
  const fresh = path.join(root, 'fresh');
  for (let round = 1; round <= 3; round += 1) {
    const users = Array.from({ length: 10 }, () => user(fresh, SHORT).said);
    assert.deepEqual(await Promise.all(users), Array(10).fill('1, 0'));
    assert.equal(existsSync(path.join(fresh, 'pgdata/postmaster.pid')), false);
  }
  assert.deepEqual(readdirSync(fresh).sort(), ['pgdata', 'postgres.log', 'turn.lock', 'users.lock']);
});

test('whoever leaves while others use it stops nothing; a user that was killed keeps nothing running', async () => {
  const shared = path.join(root, 'shared');
  const postmaster = path.join(shared, 'pgdata/postmaster.pid');
  const first = await startEmbeddedPostgres(shared);
  const second = await startEmbeddedPostgres(shared);
  const { child: other } = user(shared, `console.log('in'); setInterval(() => {}, 1000);`);
  await once(other.stdout as NodeJS.ReadableStream, 'data');
  await first.leave();
  await second.leave();
  assert.equal(existsSync(postmaster), true);
  other.kill('SIGKILL');
  await once(other, 'exit');
  assert.equal(existsSync(postmaster), true);
  const last = await startEmbeddedPostgres(shared);
  assert.equal(last.adopted, true);
  await last.leave();
  assert.equal(existsSync(postmaster), false);
  await last.leave();
});

test('a process that ends at once while it stops the server ends the server', { timeout: 60_000 }, async () => {
  const held = path.join(root, 'held');
  const { child, said } = user(
    held,
    `const { killEmbeddedServers } = await import(${JSON.stringify(path.join(import.meta.dirname, 'embedded.ts'))});
    process.stdin.once('data', () => { void server.leave(); console.log('leaving'); });
    process.stdin.on('end', () => { killEmbeddedServers(); process.exit(); }); console.log('in');`,
  );
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  const note = readFileSync(path.join(held, 'pgdata/postmaster.pid'), 'utf8');
  const client = new pg.Client({
    connectionString: `postgres://foyer@localhost/postgres?host=${encodeURIComponent(held)}`,
  });
  client.on('error', () => {});
  await client.connect();
  // It cannot end before its connections do, and this one is deaf.
  const { rows } = await client.query('select pg_backend_pid() as pid');
  process.kill(rows[0].pid, 'SIGSTOP');
  child.stdin?.write('leave\n');
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  await sleep(300);
  child.stdin?.end();
  assert.equal(await said, 'in\nleaving, 0');
  const pid = Number(note.split('\n')[0]);
  for (const limit = Date.now() + 15_000; !isGone(pid) && Date.now() < limit;) await sleep(50);
  const gone = isGone(pid);
  if (!gone) process.kill(rows[0].pid, 'SIGKILL');
  assert.equal(gone, true);
});

test('a database folder that was left half made is no obstacle', async () => {
  const half = path.join(root, 'half');
  mkdirSync(path.join(half, 'pgdata.new-0123'), { recursive: true });
  writeFileSync(path.join(half, 'pgdata.new-0123/PG_VERSION'), '17');
  const server = await startEmbeddedPostgres(half);
  await server.leave();
  assert.deepEqual(readdirSync(half).sort(), ['pgdata', 'postgres.log', 'turn.lock', 'users.lock']);
});

test('a socket folder that is not ours alone is refused, and no two data folders share one', async () => {
  const [deep, alike] = [1, 2].map((name) => path.join(root, String(name), 'y'.repeat(90))) as [string, string];
  const folderOf = (dir: string): string =>
    `/tmp/foyer-${process.getuid?.()}-${createHash('sha256').update(dir).digest('hex').slice(0, 32)}`;
  const socketDir = folderOf(deep);
  const refused = () =>
    assert.rejects(
      startEmbeddedPostgres(deep),
      (error) => error instanceof Unavailable && error.message.includes(socketDir),
    );
  try {
    mkdirSync(socketDir, { mode: 0o700 });
    chmodSync(socketDir, 0o770);
    await refused();
    chmodSync(socketDir, 0o700);
    if (process.getuid?.() === 0) {
      chownSync(socketDir, 1234, 1234);
      await refused();
    }
    rmSync(socketDir, { recursive: true });
    for (const target of [root, path.join(root, 'nowhere')]) {
      symlinkSync(target, socketDir);
      await refused();
      rmSync(socketDir);
    }
    assert.equal(existsSync(path.join(root, 'nowhere')), false);
    const [server, other] = [await startEmbeddedPostgres(deep), await startEmbeddedPostgres(alike)];
    assert.deepEqual(
      [server, other].map(({ url }) => new URL(url).searchParams.get('host')),
      [socketDir, folderOf(alike)],
    );
    await server.stop();
    await other.stop();
  } finally {
    for (const dir of [deep, alike]) rmSync(folderOf(dir), { recursive: true, force: true });
  }
});
