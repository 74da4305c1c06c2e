/** The whole product in the test's own process: pages, API and worker on a free port, with a database of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import type { BrowserContext, Cookie } from 'playwright-core';
import { freePort } from '#platform/free-port.ts';
import { createDemo } from '#entry/create-demo.ts';
import { type Foyer, openFoyer } from '#entry/open-foyer.ts';
import { type RunningWeb, startWeb } from '#entry/web.ts';
import { startFoyerWorker } from '#entry/worker.ts';
import { grantAdministrator } from '#features/accounts/server/grant-administrator.ts';
import { createCtx, type Ctx } from '#platform/ctx.ts';
import { signals } from '#platform/signals/signal.ts';
import { createTestDatabase } from './database.ts';
import { demoReading } from './demo/demo-reading.ts';

export const ADMINISTRATOR = 'rosalind@foyer.example';

export type RunningFoyer = {
  url: string;
  opened: Foyer;
  /** The system's own context, for use cases that a journey calls beside the browser. */
  ctx: () => Ctx;
  /** Creates and publishes the demo conference, `living` with people who ordered; gives its slug. */
  importDemo: (sessions?: number, living?: boolean) => Promise<string>;
  /** A fresh sign-in link for the administrator of this installation, who is made where there is none. */
  signInLink: () => Promise<string>;
  /** Signs somebody in who is there, and gives the cookies that say so. */
  cookieOf: (email: string) => Promise<string>;
  /** Signs a browser context in through such a link. */
  signIn: (context: BrowserContext) => Promise<void>;
  /**
   * Begins a session for that person in a browser context, as after a sign-in that proved two things where `strong`.
   */
  signInAs: (context: BrowserContext, userId: string, strong?: boolean) => Promise<void>;
};

/**
 * Starts Foyer for this test file, later receivers of signals turned on, with `settings` of its own. Everything
 * stops when the file is done.
 */
export async function runFoyer(settings: Record<string, string> = {}): Promise<RunningFoyer> {
  const running: (() => Promise<unknown>)[] = [];
  after(async () => {
    for (const stop of running.reverse()) await stop();
  });
  const { url: databaseUrl } = await createTestDatabase();
  signals.setLater('all');
  const folder = await mkdtemp(path.join(tmpdir(), 'foyer-journey-'));
  running.push(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const env = {
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    FOYER_DATA: folder,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    ...settings,
  };
  const foyer = await openFoyer({ env, listen: true });
  running.push(() => foyer.close());
  const worker = startFoyerWorker(foyer);
  running.push(() => worker.stop());
  const web = await startWeb(foyer);
  running.push(() => web.stop());
  return describeFoyer(foyer, web);
}

function describeFoyer(foyer: Foyer, web: RunningWeb): RunningFoyer {
  const { url } = foyer.config;
  const ctx = (): Ctx =>
    createCtx({ db: foyer.database.db, log: foyer.log, actor: { kind: 'system', name: 'journey' } });
  const signInLink = async (): Promise<string> => {
    await grantAdministrator(ctx(), { email: ADMINISTRATOR, name: 'Rosalind Achterberg' });
    return web.auth.signInLink(ADMINISTRATOR);
  };
  let session: Cookie[] = [];
  return {
    url,
    opened: foyer,
    ctx,
    importDemo: async (sessions, living) =>
      (
        await createDemo(foyer, ctx(), {
          reading: sessions === undefined ? undefined : demoReading(sessions),
          living: living ?? false,
        })
      ).slug,
    signInLink,
    cookieOf: async (email) => {
      const answer = await fetch(await web.auth.signInLink(email), { redirect: 'manual' });
      const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] as string);
      if (cookies.length === 0)
        throw new Error(`The sign-in link of ${email} answers ${answer.status} without a cookie`);
      return cookies.join('; ');
    },
    signIn: async (context) => {
      // One session serves as long as nobody signs out of it.
      await context.addCookies(session);
      if (session.length > 0 && new URL((await context.request.get(`${url}/account`)).url()).pathname === '/account')
        return;
      const answer = await context.request.get(await signInLink());
      if (!answer.ok()) throw new Error(`The sign-in link answers ${answer.status()}`);
      session = await context.cookies(url);
    },
    signInAs: async (context, userId, strong = false) => {
      const { cookies } = await web.auth.startSession(userId, new Headers(), { strong });
      await context.clearCookies({ name: /^foyer\./ });
      await context.addCookies(cookies.map(({ name, value }) => ({ name, value, url })));
    },
  };
}
