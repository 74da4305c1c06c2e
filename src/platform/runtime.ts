/**
 * What one process has in hand, set once at its start. Pages, API and jobs of a process all see the same, since the
 * page bundle imports this module rather than holding a copy of it.
 */
import type { Config } from './config.ts';
import { type Actor, createCtx, type Ctx } from './ctx.ts';
import type { Database } from './db/connect.ts';
import { Unavailable } from './errors.ts';
import type { PageCache } from './http/page-cache.ts';
import type { Log } from './log.ts';
import type { Storage } from './storage/storage.ts';

export type Runtime = {
  config: Config;
  log: Log;
  database: Database;
  storage: Storage;
  pageCache: PageCache;
};

let current: Runtime | undefined;

/** Called by the entry of a process. */
export function setRuntime(runtime: Runtime | undefined): void {
  current = runtime;
}

/** @throws Unavailable before the process has started */
export function getRuntime(): Runtime {
  if (!current) throw new Unavailable('starting.foyer');
  return current;
}

/** The settings of this process; undefined where none has started, as in the test of a single use case. */
export function findConfig(): Config | undefined {
  return current?.config;
}

/**
 * Whether mails are kept for the administrators and not sent, since no mail server is set: whoever waits for one hears
 * nothing.
 * @throws Unavailable before the process has started
 */
export function mailIsKept(): boolean {
  return getRuntime().config.smtpUrl === undefined;
}

/** A context on this process's database. */
export function runtimeCtx(actor: Actor, locale = 'en'): Ctx {
  const { database, log } = getRuntime();
  return createCtx({ db: database.db, log, actor, locale });
}
