/**
 * Where examples run: a folder for each document, beside an installation that has a demo conference in it, a mail
 * server and a provider of sign-ins.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { startFakeOidc } from '#testing/fake-oidc.ts';
import { startMailServer } from '#testing/mail-server.ts';
import { type RunningFoyer, runFoyer } from '#testing/running-foyer.ts';
import type { Runnable } from './read-examples.ts';

export type Ended = { status: number | null; out: string; err: string };

const TOOLS = path.join(PROGRAM_ROOT, 'node_modules/.bin');
/** What documents call the address of an installation, and of a provider of sign-ins. */
const ADDRESS = 'http://localhost:3000';
const ISSUER = 'https://id.example.org/realm';
const NOTHING_SET = {
  FOYER_URL: '',
  S3_BUCKET: '',
  S3_ENDPOINT: '',
  HOST: '',
  FOYER_SECRET: '',
  LOG_LEVEL: 'error',
  FOYER_DEMO: 'no',
};

/** `adapt` has an example speak of this installation. */
export type ExampleRunner = {
  adapt: (code: string) => string;
  run: (example: Runnable, script?: string) => Promise<Ended>;
};

/** Opens Foyer with `my-event` of `lantern`, which the documents speak of. */
export async function openRunner(): Promise<ExampleRunner> {
  const [running, mail, provider] = await Promise.all([runFoyer(), startMailServer(), startFakeOidc()]);
  await furnish(running);
  const root = mkdtempSync(path.join(tmpdir(), 'foyer-examples-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  const { config, databaseUrl } = running.opened;
  const answer = await fetch(`${running.url}/e/my-event/schedule/schedule.xml`);
  if (!answer.ok) throw new Error(`The schedule of the example answers ${answer.status}`);
  const schedule = Buffer.from(await answer.arrayBuffer());
  const folders = new Map<string, string>();
  const adapt = (code: string): string => code.replaceAll(ADDRESS, running.url).replaceAll(ISSUER, provider.url);
  return {
    adapt,
    run: async (example, script) => {
      const folder = folders.get(example.file) ?? makeFolder(root, folders.size, schedule);
      folders.set(example.file, folder);
      const home = example.own
        ? { FOYER_DATA: path.join(folder, 'data') }
        : { FOYER_DATA: config.dataDir, DATABASE_URL: databaseUrl, PORT: String(config.port) };
      const env = {
        PATH: `${TOOLS}${path.delimiter}${process.env.PATH}`,
        HOME: folder,
        LANG: 'C.UTF-8',
        SMTP_URL: mail.url,
        ...NOTHING_SET,
        ...home,
      } as NodeJS.ProcessEnv;
      const [command, args] = script
        ? [process.execPath, script.endsWith('.test.ts') ? ['--test', script] : [script]]
        : ['bash', ['-euo', 'pipefail', '-c', adapt(example.code)]];
      const ended = await finish(spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }));
      return { ...ended, out: ended.out.replaceAll(running.url, ADDRESS).replaceAll(provider.url, ISSUER) };
    },
  };
}

async function furnish({ importDemo, opened }: RunningFoyer): Promise<void> {
  const slug = await importDemo(12);
  const { db } = opened.database;
  await db.updateTable('events').set({ slug: 'my-event' }).where('slug', '=', slug).execute();
  await db.updateTable('organizers').set({ slug: 'lantern' }).where('slug', '=', 'demo').execute();
}

/** As somebody has it who cloned the repository: `bin/foyer`, a file to import, and documents to make a site of. */
function makeFolder(root: string, number: number, schedule: Buffer): string {
  const folder = path.join(root, String(number));
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  mkdirSync(path.join(folder, 'docs'));
  symlinkSync(path.join(PROGRAM_ROOT, 'bin/foyer'), path.join(folder, 'bin/foyer'));
  writeFileSync(path.join(folder, 'schedule.xml'), schedule);
  writeFileSync(path.join(folder, 'README.md'), '# Lantern\n\nSee [how](docs/how.md).\n');
  writeFileSync(path.join(folder, 'docs/how.md'), '# How\n\n```ts\nlet lit = true;\n```\n');
  return folder;
}

async function finish(child: ChildProcess): Promise<Ended> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (part) => out.push(part));
  child.stderr?.on('data', (part) => err.push(part));
  const limit = setTimeout(() => child.kill('SIGKILL'), 230_000);
  const [status] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}
