/** Stopping as a terminal and a service manager do it: signals to the whole process group, with npm and without. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { freePort } from '#platform/free-port.ts';

const root = mkdtempSync(path.join(tmpdir(), 'foyer-stopping-'));
const groups = new Set<number>();
after(() => {
  for (const group of groups) signalGroup(group, 'SIGKILL');
  for (const pid of processesOf(root)) process.kill(pid, 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

type Running = {
  child: ChildProcess;
  group: number;
  data: string;
  output: () => string;
  ended: Promise<number | null>;
};

let folders = 0;

/** Starts `command` as the leader of a process group, on a data folder of its own. */
async function start(
  command: string,
  args: string[],
  env: Record<string, string> = {},
  given?: string,
): Promise<Running> {
  const data = given ?? path.join(root, String((folders += 1)));
  const child = spawn(command, args, {
    cwd: PROGRAM_ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME ?? root,
      FOYER_DATA: data,
      PORT: String(await freePort()),
      FOYER_DEMO: 'no',
      ...env,
    } as NodeJS.ProcessEnv,
  });
  const group = child.pid as number;
  groups.add(group);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      groups.delete(group);
      resolve(code);
    });
  });
  return { child, group, data, output: () => output, ended };
}

const WITH = {
  npm: ['npm', ['start']],
  'no npm': [path.join(PROGRAM_ROOT, 'bin/foyer'), ['serve']],
  'npm run dev': ['npm', ['run', 'dev']],
  'bin/dev': [path.join(PROGRAM_ROOT, 'bin/dev'), []],
} as const;

function serve(how: keyof typeof WITH, env?: Record<string, string>, data?: string): Promise<Running> {
  const [command, args] = WITH[how];
  return start(command, [...args], env, data);
}

async function prints(running: Running, text: string): Promise<void> {
  const limit = Date.now() + 120_000;
  while (!running.output().includes(text)) {
    if (Date.now() > limit || running.child.exitCode !== null)
      throw new Error(`It never printed "${text}":\n${running.output()}`);
    await sleep(5);
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Everything in it has ended.
  }
}

/** Processes whose command line or environment names that folder: Foyer's own and those of its database. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((file) => readIfThere(`/proc/${pid}/${file}`).includes(folder)))
    .map(Number);
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** What is left of it ten seconds after the signal, or as soon as nothing is. */
async function leftAfterTenSeconds({ data }: Running): Promise<number[]> {
  const limit = Date.now() + 10_000;
  while (processesOf(data).length > 0 && Date.now() < limit) await sleep(50);
  return processesOf(data);
}

const onLinux = { skip: process.platform === 'linux' ? false : 'reads /proc' };

for (const how of ['npm', 'no npm'] as const) {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${signal}, ${how}: nothing is left after ten seconds`, onLinux, async () => {
      const running = await serve(how);
      await prints(running, 'Foyer is open');
      signalGroup(running.group, signal);
      assert.deepEqual(await leftAfterTenSeconds(running), []);
      assert.equal(existsSync(path.join(running.data, 'postgres/pgdata/postmaster.pid')), false);
    });
  }
}

test('a terminal that closes stops it, too', onLinux, async () => {
  const running = await serve('no npm');
  await prints(running, 'Foyer is open');
  signalGroup(running.group, 'SIGHUP');
  assert.deepEqual(await leftAfterTenSeconds(running), []);
  assert.equal(await running.ended, 0);
});

for (const [how, signal, moment] of [
  ['npm', 'SIGINT', 'Starting the database'],
  ['no npm', 'SIGTERM', 'Bringing the database up to date'],
  ['no npm', 'SIGINT', 'Making a demo conference'],
] as const) {
  test(`${signal}, ${how}, while it says "${moment}": nothing is left after ten seconds`, onLinux, async () => {
    const running = await serve(how, { FOYER_DEMO: 'yes' });
    await prints(running, moment);
    signalGroup(running.group, signal);
    assert.deepEqual(await leftAfterTenSeconds(running), []);
  });
}

test('an import that is stopped leaves neither processes nor half an event', onLinux, async () => {
  const file = path.join(root, 'long.ics');
  writeFileSync(file, calendarOf(4000));
  const running = await start(path.join(PROGRAM_ROOT, 'bin/foyer'), ['import', file, '--organizer', 'somebody']);
  await importing(running.data);
  signalGroup(running.group, 'SIGINT');
  assert.deepEqual(await leftAfterTenSeconds(running), []);
  const shown = await start(path.join(PROGRAM_ROOT, 'bin/foyer'), ['export', 'long', 'calendar.ics'], {}, running.data);
  await shown.ended;
  const entries = shown.output().match(/^BEGIN:VEVENT/gm)?.length ?? 0;
  assert.ok([0, 4000].includes(entries), `${entries} of 4000 entries are there`);
});

/** Whether the database of that folder broke off what it did. */
function wasEndedAtOnce({ data }: Running): boolean {
  return readIfThere(path.join(data, 'postgres/postgres.log')).includes('immediate shutdown');
}

for (const how of ['npm', 'npm run dev', 'bin/dev'] as const) {
  test(`one Ctrl-C under ${how} lets it end by itself`, onLinux, async () => {
    const running = await serve(how);
    await prints(running, 'Foyer is open');
    const stuck = await openSlowRequest(running);
    signalGroup(running.group, 'SIGINT');
    await prints(running, 'Stopping');
    await sleep(1000);
    assert.match(running.output(), /^Stopping: letting open requests/m);
    assert.equal(running.child.exitCode, null);
    stuck.end();
    assert.deepEqual(await leftAfterTenSeconds(running), []);
    assert.equal(wasEndedAtOnce(running), false);
  });
}

/** Waits until a transaction writes sessions. */
async function importing(data: string): Promise<void> {
  const folder = path.join(data, 'postgres');
  const limit = Date.now() + 60_000;
  for (;;) {
    if (Date.now() > limit) throw new Error('The import did not begin within a minute');
    await sleep(20);
    if (!existsSync(path.join(folder, 'pgdata/postmaster.pid'))) continue;
    const client = new pg.Client({
      connectionString: `postgres://foyer@localhost/foyer?host=${encodeURIComponent(folder)}`,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query(
        `select 1 from pg_stat_activity where pid <> pg_backend_pid() and xact_start is not null and query ilike '%sessions%'`,
      );
      if (rows.length > 0) return;
    } catch {
      // It is starting.
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/** A request that does not end by itself holds the stop up. */
async function openSlowRequest(running: Running): Promise<{ end: () => void }> {
  const socket = connect(Number(/localhost:(\d+)/.exec(running.output())?.[1]), '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET / HTTP/1.1\r\n');
  await sleep(500);
  return { end: () => socket.destroy() };
}

test('the second one only says that it is stopping; the third ends it at once, and the database', onLinux, async () => {
  const running = await serve('no npm');
  await prints(running, 'Foyer is open');
  const stuck = await openSlowRequest(running);
  signalGroup(running.group, 'SIGINT');
  await prints(running, 'Stopping');
  signalGroup(running.group, 'SIGINT');
  await prints(running, 'Already stopping');
  assert.equal(running.child.exitCode, null);
  const before = Date.now();
  signalGroup(running.group, 'SIGINT');
  assert.equal(await running.ended, 130);
  stuck.end();
  assert.deepEqual(await leftAfterTenSeconds(running), []);
  assert.ok(Date.now() - before < 5000);
});

test('the second Ctrl-C under bin/dev ends it at once, and the database', onLinux, async () => {
  const running = await serve('bin/dev');
  await prints(running, 'Foyer is open');
  const stuck = await openSlowRequest(running);
  signalGroup(running.group, 'SIGINT');
  await prints(running, 'Already stopping');
  signalGroup(running.group, 'SIGINT');
  assert.equal(await running.ended, 130);
  stuck.end();
  assert.deepEqual(await leftAfterTenSeconds(running), []);
  assert.equal(wasEndedAtOnce(running), true);
});

test('bin/dev that alone gets the signal passes it on', onLinux, async () => {
  const running = await serve('bin/dev');
  await prints(running, 'Foyer is open');
  running.child.kill('SIGTERM');
  assert.equal(await running.ended, 0);
  assert.deepEqual(await leftAfterTenSeconds(running), []);
  assert.equal(wasEndedAtOnce(running), false);
});

test('what a stop left open of the demo, the next start goes on with', onLinux, async () => {
  const first = await serve('no npm', { FOYER_DEMO: 'yes' });
  await prints(first, 'Making a demo conference');
  signalGroup(first.group, 'SIGINT');
  await first.ended;
  const second = await serve('no npm', { FOYER_DEMO: 'yes' }, first.data);
  await prints(second, 'Foyer is open');
  const url = /http:\/\/localhost:\d+/.exec(second.output())?.[0];
  const page = await (await fetch(`${url}/`)).text();
  signalGroup(second.group, 'SIGTERM');
  assert.equal(await second.ended, 0);
  assert.match(page, /Marginalia/);
});

test('a second server on the same data says which one runs', onLinux, async () => {
  const first = await serve('no npm');
  await prints(first, 'Foyer is open');
  const port = /localhost:(\d+)/.exec(first.output())?.[1] as string;
  const same = await serve('no npm', { PORT: port }, first.data);
  assert.equal(await same.ended, 2);
  const line = `Foyer already runs on this data, at http://localhost:${port} (process ${first.child.pid})`;
  assert.ok(same.output().includes(line), same.output());
  const beside = await serve('no npm', {}, first.data);
  await prints(beside, 'Foyer is open');
  assert.match(beside.output(), /^Another Foyer serves this data already, at http:\/\/localhost:\d+ \(process \d+\)/m);
  for (const running of [beside, first]) signalGroup(running.group, 'SIGTERM');
  assert.deepEqual([await beside.ended, await first.ended], [0, 0]);
});

/** An invented calendar of so many entries. */
function calendarOf(entries: number): string {
  const one = (at: number): string =>
    [
      'BEGIN:VEVENT',
      `UID:entry-${at}@long.example`,
      `DTSTAMP:20270101T000000Z`,
      `DTSTART:202703${String((at % 28) + 1).padStart(2, '0')}T${String(at % 24).padStart(2, '0')}0000Z`,
      'DURATION:PT30M',
      `SUMMARY:Entry ${at}`,
      'END:VEVENT',
    ].join('\r\n');
  const all = Array.from({ length: entries }, (_, at) => one(at));
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Long//EN',
    'X-WR-CALNAME:Long',
    ...all,
    'END:VCALENDAR',
    '',
  ].join('\r\n');
}
