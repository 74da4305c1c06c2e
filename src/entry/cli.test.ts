/** The command line as it is typed: processes of their own on a data folder of their own. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#platform/free-port.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';

const root = mkdtempSync(path.join(tmpdir(), 'foyer-cli-'));
const children = new Set<ChildProcess>();
after(async () => {
  for (const child of children) child.kill('SIGTERM');
  await Promise.all([...children].map((child) => Promise.race([once(child, 'close'), sleep(10_000)])));
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

type Running = { child: ChildProcess; out: () => string; err: () => string; ended: Promise<number | null> };
type Ended = { status: number | null; out: string; err: string };

let folders = 0;
const freshFolder = (): string => path.join(root, String((folders += 1)));
const madeFolder = (): string => {
  const folder = freshFolder();
  mkdirSync(folder);
  return folder;
};
const NOTHING_SET = {
  FOYER_URL: '',
  DATABASE_URL: '',
  SMTP_URL: '',
  S3_BUCKET: '',
  S3_ENDPOINT: '',
  HOST: '',
  FOYER_SECRET: '',
  LOG_LEVEL: '',
  FOYER_DEMO: 'no',
};

function start(env: Record<string, string>, ...args: string[]): Running {
  const child = spawn(process.execPath, [path.join(PROGRAM_ROOT, 'src/entry/cli.ts'), ...args], {
    cwd: PROGRAM_ROOT,
    env: { PATH: process.env.PATH, ...NOTHING_SET, ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (part) => (out += part));
  child.stderr.on('data', (part) => (err += part));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (status) => {
      children.delete(child);
      resolve(status);
    });
  });
  return { child, out: () => out, err: () => err, ended };
}

async function run(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const { ended, out, err } = start(env, ...args);
  return { status: await ended, out: out(), err: err() };
}

async function says(running: Running, pattern: RegExp): Promise<string> {
  const limit = Date.now() + 40_000;
  for (;;) {
    const found = pattern.exec(running.out())?.[0];
    if (found) return found;
    if (Date.now() > limit || running.child.exitCode !== null)
      throw new Error(`It did not say ${pattern}:\n${running.out()}${running.err()}`);
    await sleep(30);
  }
}

const LINK = /http:\/\/localhost:\d+\/auth\S+/;
const postmaster = (dataDir: string): string => path.join(dataDir, 'postgres/pgdata/postmaster.pid');

test(
  'web and worker that start at once on a fresh folder both work, and the last one out stops the database',
  { timeout: 60_000 },
  async () => {
    const env = { FOYER_DATA: freshFolder(), PORT: '0' };
    const [web, worker] = [start(env, 'web'), start(env, 'worker')];
    const origin = new URL(await says(web, LINK)).origin;
    assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    assert.equal(worker.child.exitCode, null);
    web.child.kill('SIGTERM');
    assert.equal(await web.ended, 0, web.err());
    assert.equal(existsSync(postmaster(env.FOYER_DATA)), true);
    worker.child.kill('SIGTERM');
    assert.equal(await worker.ended, 0, worker.err());
    assert.equal(existsSync(postmaster(env.FOYER_DATA)), false);
  },
);

test('a worker answers machines on WORKER_PORT, and nobody else', { timeout: 60_000 }, async () => {
  const env = {
    FOYER_DATA: freshFolder(),
    WORKER_PORT: String(await freePort()),
    METRICS_TOKEN: 'a token of these tests',
  };
  const worker = start(env, 'worker');
  const base = `http://127.0.0.1:${env.WORKER_PORT}`;
  const ask = async (page: string): Promise<number> =>
    (await fetch(`${base}${page}`).catch(() => ({ status: 0 }))).status;
  const limit = Date.now() + 40_000;
  while ((await ask('/readyz')) !== 200 && Date.now() < limit) await sleep(50);
  assert.deepEqual(
    [await ask('/healthz'), await ask('/readyz'), await ask('/metrics'), await ask('/')],
    [200, 200, 200, 404],
  );
  const second = await run(env, 'worker');
  assert.deepEqual(
    [second.status, second.err.split('\n').at(-2)],
    [2, `foyer: Port ${env.WORKER_PORT} is in use; set WORKER_PORT to another one`],
  );
  worker.child.kill('SIGTERM');
  assert.equal(await worker.ended, 0, worker.err());
  assert.equal(await ask('/healthz'), 0);
});

test('ten short commands that overlap never fail', { timeout: 100_000 }, async () => {
  const env = { FOYER_DATA: freshFolder() };
  await run(env, 'migrate');
  const short = async () => {
    await sleep(Math.random() * 800);
    return run(env, 'jobs');
  };
  for (let round = 1; round <= 2; round += 1) {
    const ended = await Promise.all(Array.from({ length: 10 }, short));
    assert.deepEqual(ended, Array(10).fill({ status: 0, out: 'No job is waiting, running or dead.\n', err: '' }));
    assert.equal(existsSync(postmaster(env.FOYER_DATA)), false);
  }
});

test(
  'commands carry the address of the server that runs, links of any free port work, and afterwards nothing is noted',
  { timeout: 60_000 },
  async () => {
    const env = { FOYER_DATA: freshFolder(), PORT: '0' };
    const server = start(env, 'serve');
    const link = await says(server, LINK);
    const { origin } = new URL(link);
    const granted = await run({ ...env, PORT: '' }, 'admin', 'grant', 'ada@example.org');
    assert.equal(granted.status, 0, granted.err);
    const granting = LINK.exec(granted.out)?.[0] as string;
    assert.equal(new URL(granting).origin, origin);
    for (const address of [link, granting]) {
      const { status, headers } = await fetch(address, { redirect: 'manual' });
      assert.deepEqual([status, headers.get('location')], [302, `${origin}/manage`]);
    }
    const demo = await run({ ...env, PORT: '' }, 'demo');
    assert.equal(new URL(demo.out.trim()).origin, origin);
    const elsewhere = await run(
      { ...env, FOYER_URL: 'https://events.example.org' },
      'admin',
      'grant',
      'ada@example.org',
    );
    assert.match(elsewhere.out, /^https:\/\/events\.example\.org\/auth/m);

    const taken = await run({ ...env, PORT: new URL(origin).port }, 'web');
    assert.deepEqual(
      [taken.status, taken.err.split('\n').at(-2)],
      [2, `foyer: Foyer already runs on this data, at ${origin} (process ${server.child.pid})`],
    );
    assert.equal(existsSync(path.join(env.FOYER_DATA, 'address')), true);

    const unwritable = path.join(root, 'no/such/file');
    const slug = path.basename(demo.out.trim());
    const refused = await run(env, 'export', slug, 'calendar.ics', '--out', unwritable);
    assert.deepEqual(refused, {
      status: 2,
      out: '',
      err: `foyer: ${unwritable} cannot be written: no such file or directory\n`,
    });

    server.child.kill('SIGTERM');
    assert.equal(await server.ended, 0, server.err());
    assert.equal(existsSync(path.join(env.FOYER_DATA, 'address')), false);
  },
);

test('a word that is no command is none, whatever JavaScript has by that name', async () => {
  for (const word of ['toString', 'constructor', '__proto__', 'nonsense']) {
    const { status, err } = await run({ FOYER_DATA: freshFolder() }, word);
    assert.deepEqual([status, err], [2, `foyer: There is no command "${word}". See foyer --help.\n`]);
  }
});

test('what is wrong is said once', async () => {
  const env = { FOYER_DATA: freshFolder() };
  const file = path.join(root, 'wrong.ics');
  writeFileSync(file, 'nothing that we know');
  const { status, err } = await run(env, 'import', file);
  assert.deepEqual([status, err.trim().split('\n').length, err.startsWith(`foyer: ${file}: `)], [2, 1, true]);
  const settings = await run({ ...env, PORT: 'x', TRUST_PROXY: 'x' }, 'migrate');
  assert.equal(settings.err, 'foyer: Wrong settings: PORT must be a port number; TRUST_PROXY must be yes or no\n');
});

test('an error that nobody foresaw is one line, and its stack is for LOG_LEVEL=debug', async () => {
  const env = { FOYER_DATA: freshFolder() };
  mkdirSync(env.FOYER_DATA);
  writeFileSync(path.join(env.FOYER_DATA, 'postgres'), 'a file where a folder belongs');
  const short = await run(env, 'migrate');
  const long = await run({ ...env, LOG_LEVEL: 'debug' }, 'migrate');
  const line = `foyer: EEXIST: file already exists, mkdir '${env.FOYER_DATA}/postgres' (LOG_LEVEL=debug shows more)\n`;
  assert.deepEqual(short, { status: 1, out: '', err: line });
  assert.deepEqual([long.status, long.err.endsWith(line), /^\s+at /m.test(long.err)], [1, true, true]);
});

test(
  'the doctor goes on where the database or the mail server is away, and shows the settings in any case',
  { timeout: 60_000 },
  async () => {
    const env = {
      FOYER_DATA: madeFolder(),
      FOYER_SECRET: 's'.repeat(64),
      DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/x',
      SMTP_URL: 'smtp://u:hidden@127.0.0.1:1',
    };
    const ill = await run(env, 'doctor', '--json');
    const { ok, checks, settings } = JSON.parse(ill.out) as {
      ok: boolean;
      checks: { check: string; ok: boolean; detail: string }[];
      settings: { name: string; value: string }[];
    };
    assert.deepEqual([ill.status, ok, ill.out.includes('hidden@')], [1, false, false]);
    assert.deepEqual(
      checks.map((c) => [c.check, c.ok]),
      [
        ['node', true],
        ['program', true],
        ['settings', true],
        ['host', true],
        ['database', false],
        ['jobs', false],
        ['mails', false],
        ['changes', false],
        ['storage', true],
        ['mail', false],
      ],
    );
    assert.equal(settings.find(({ name }) => name === 'FOYER_DATA')?.value, env.FOYER_DATA);

    const wrong = await run({ ...env, PORT: 'x' }, 'doctor');
    assert.equal(wrong.status, 1);
    assert.match(wrong.out, /^WRONG settings +Wrong settings: PORT must be a port number$/m);
    assert.match(wrong.out, /^PORT +x$/m);

    const healthy = { FOYER_DATA: madeFolder() };
    await run(healthy, 'migrate');
    const well = await run(healthy, 'doctor');
    assert.deepEqual([well.status, /WRONG|\(default\)/.test(well.out)], [0, false], well.out);
    assert.match(well.out, /^ok +program +Foyer \d+\.\d+\.\d+ in \//m);
    assert.match(well.out, /^ok +database +PostgreSQL \d+\.\d+, embedded$/m);
    assert.match(well.out, /^PORT +3000$/m);
  },
);

test('the doctor makes nothing where no data folder is', async () => {
  const folder = freshFolder();
  const { status, out } = await run({ FOYER_DATA: folder }, 'doctor');
  assert.equal(status, 1);
  assert.match(out, new RegExp(`^WRONG settings +FOYER_DATA: there is no installation in ${folder}\\.`, 'm'));
  assert.equal(existsSync(folder), false);
});

const READING = [['jobs'], ['fees'], ['pictures', 'sizes'], ['export', 'x', 'calendar.ics'], ['storage', 'check']];

test('a command that reads makes no installation, and brings none up to date', { timeout: 120_000 }, async () => {
  const folder = freshFolder();
  const none = `foyer: FOYER_DATA: there is no installation in ${folder}. "foyer serve" makes one when it starts for the first time.\n`;
  for (const words of READING) {
    assert.deepEqual(await run({ FOYER_DATA: folder }, ...words), { status: 2, out: '', err: none }, words.join(' '));
    assert.equal(existsSync(folder), false);
  }
  const empty = madeFolder();
  const { out } = await run({ FOYER_DATA: empty }, 'doctor');
  assert.match(out, new RegExp(`^WRONG settings +FOYER_DATA: there is no installation in ${empty}\\.`, 'm'));
  assert.deepEqual(readdirSync(empty), []);
  const elsewhere = { FOYER_DATA: empty, DATABASE_URL: 'postgres://u@127.0.0.1:1/x', STRIPE_TEST_MONEY: 'yes' };
  assert.equal((await run(elsewhere, 'jobs')).status, 2);
  assert.deepEqual(readdirSync(empty), []);
});

test(
  'a preview of an import makes no organizer, and a private export is its owner’s to read',
  { timeout: 120_000 },
  async () => {
    const env = { FOYER_DATA: freshFolder() };
    const file = path.join(root, 'talks.ics');
    const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//y//EN', 'BEGIN:VEVENT', 'UID:1@lantern.example'];
    lines.push('DTSTAMP:20270101T000000Z', 'DTSTART:20270508T090000Z', 'DTEND:20270508T100000Z', 'SUMMARY:Lights');
    writeFileSync(file, [...lines, 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n'));
    await run(env, 'migrate');
    const preview = await run(env, 'import', file, '--preview', '--organizer', 'lantern');
    assert.deepEqual([preview.status, preview.out.startsWith('Would import')], [0, true], preview.err);
    const fee = await run(env, 'fees', 'set', 'lantern', '--percent', '1');
    assert.match(fee.err, /^foyer: There is no organiser called "lantern"$/m);
    const again = await run(env, 'import', file, '--json', '--organizer', 'lantern');
    assert.equal(again.status, 0, again.err);
    const { event } = JSON.parse(again.out) as { event: { slug: string } };
    const target = path.join(root, 'private.json');
    writeFileSync(target, 'older', { mode: 0o644 });
    const { status, err } = await run(env, 'export', event.slug, 'open-event.zip', '--private', '--out', target);
    assert.deepEqual([status, err, statSync(target).mode & 0o777], [0, '', 0o600]);
  },
);

test('a wrong HOST is refused by the doctor and by serve', { timeout: 60_000 }, async () => {
  const folder = madeFolder();
  await run({ FOYER_DATA: folder }, 'migrate');
  for (const [host, reason] of [
    ['300.1.1.1', 'HOST must be an address or a name of this machine'],
    ['192.0.2.7', '192.0.2.7 is no address of this machine'],
  ] as const) {
    const doctor = await run({ FOYER_DATA: folder, HOST: host }, 'doctor');
    assert.deepEqual([doctor.status, doctor.out.includes(reason)], [1, true], doctor.out);
    const serve = await run({ FOYER_DATA: folder, HOST: host, PORT: String(await freePort()) }, 'serve');
    assert.deepEqual([serve.status, serve.err.includes(reason)], [2, true], serve.err);
  }
});

test('a data folder in a place without folders is refused, not tried for ever', async () => {
  const { status, err } = await run({ FOYER_DATA: '/proc/nowhere/data' }, 'serve');
  assert.deepEqual([status, err.includes('FOYER_DATA: the folder /proc/nowhere/data cannot be made')], [2, true], err);
});

test('a server that was killed leaves a note that nobody goes by', { timeout: 60_000 }, async () => {
  const env = { FOYER_DATA: freshFolder(), PORT: '0' };
  const server = start(env, 'web');
  await says(server, LINK);
  server.child.kill('SIGKILL');
  await server.ended;
  const { origin } = new URL(
    (JSON.parse(readFileSync(path.join(env.FOYER_DATA, 'address'), 'utf8')) as { url: string }).url,
  );
  const granted = await run({ ...env, PORT: '4711' }, 'admin', 'grant', 'ada@example.org');
  assert.notEqual(origin, 'http://localhost:4711');
  assert.equal(new URL(LINK.exec(granted.out)?.[0] as string).origin, 'http://localhost:4711');
  assert.equal(existsSync(postmaster(env.FOYER_DATA)), false);
});

test(
  'a database that was killed under a running server comes back, and is stopped at the end all the same',
  { timeout: 60_000 },
  async () => {
    const env = { FOYER_DATA: freshFolder(), PORT: '0' };
    const server = start(env, 'serve');
    const { origin } = new URL(await says(server, LINK));
    const pid = (): string | undefined =>
      existsSync(postmaster(env.FOYER_DATA))
        ? readFileSync(postmaster(env.FOYER_DATA), 'utf8').split('\n')[0]
        : undefined;
    const killed = pid();
    process.kill(Number(killed), 'SIGKILL');
    const isBack = async () => pid() !== killed && (await fetch(`${origin}/readyz`)).status === 200;
    const limit = Date.now() + 30_000;
    while (!(await isBack()) && Date.now() < limit) await sleep(100);
    assert.equal(await isBack(), true, server.err());
    server.child.kill('SIGTERM');
    assert.deepEqual([await server.ended, pid()], [0, undefined], server.err());
  },
);
