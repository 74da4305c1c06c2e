/**
 * An installation of real processes, web and worker apart, each of which can be killed; the test looks at the same
 * database.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
// Whoever pays, looks or mails has to be known here too.
import '#entry/features.ts';
import { freePort } from '#platform/free-port.ts';
import { openFoyer } from '#entry/open-foyer.ts';
import { createAuth } from '#features/accounts/server/auth.ts';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { createCtx } from '#platform/ctx.ts';
import { signals } from '#platform/signals/signal.ts';
import { createTestDatabase } from '#testing/database.ts';
import { type MailServer, startMailServer } from '#testing/mail-server.ts';
import { openTill, type Till } from './shop.ts';

export type Side = 'web' | 'worker';
export type Processes = Till & {
  mail: MailServer;
  start: (side: Side) => Promise<void>;
  /** kill -9. */
  kill: (side: Side) => Promise<void>;
  /** What a minute does: the jobs of a worker that died are the next one's. */
  passALease: () => Promise<void>;
  /** Of the process that runs now. */
  pid: (side: Side) => number | undefined;
  /** Where they keep their data. */
  folder: string;
  /** Everything that the processes wrote. */
  output: () => string;
};

/** Starts both sides; they end with the file. `more`: settings besides. */
export async function openProcesses(more: Record<string, string> = {}): Promise<Processes> {
  const database = await createTestDatabase();
  const port = await freePort();
  const { fake, settings } = await openTill(port);
  const mail = await startMailServer();
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-faults-'));
  const env = {
    ...settings,
    DATABASE_URL: database.url,
    FOYER_DATA: folder,
    FOYER_DEMO: 'no',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    SMTP_URL: mail.url,
    ...more,
  };
  const foyer = await openFoyer({ env: { ...env, LOG_LEVEL: 'silent' } });
  signals.setLater('all');
  const auth = createAuth(foyer.config, foyer.databaseUrl);
  const children = new Map<Side, ChildProcess>();
  const said: string[] = [];
  after(async () => {
    for (const child of children.values()) child.kill('SIGKILL');
    await auth.close();
    await foyer.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const start = async (side: Side): Promise<void> => {
    const child = spawn(process.execPath, [path.join(PROGRAM_ROOT, 'src/entry/cli.ts'), side], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      cwd: PROGRAM_ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => said.push(part.toString()));
    children.set(side, child);
    // The web process says when it is open, the worker only that it begins.
    await Promise.race([
      once(side === 'web' ? child.stdout : child.stderr, 'data'),
      once(child, 'exit').then(() => Promise.reject(new Error(`foyer ${side} ended at its start: ${said.join('')}`))),
    ]);
  };
  const kill = async (side: Side): Promise<void> => {
    const child = children.get(side);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  await Promise.all([start('web'), start('worker')]);
  const url = foyer.config.url;
  return {
    url,
    fake,
    database,
    mail,
    start,
    kill,
    folder,
    pid: (side) => children.get(side)?.pid,
    ctx: (later = 0) =>
      createCtx({
        db: foyer.database.db,
        log: foyer.log,
        actor: { kind: 'system', name: 'faults' },
        now: Date.now() + later,
      }),
    cookieOf: async (email) => {
      const answer = await fetch(await auth.signInLink(email), { redirect: 'manual' });
      return answer.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0] as string)
        .join('; ');
    },
    passALease: async () =>
      void (await database.db
        .updateTable('jobs')
        .set({ leasedUntil: new Date(Date.now() - 1000) })
        .where('state', '=', 'active')
        .execute()),
    output: () => said.join(''),
  };
}
