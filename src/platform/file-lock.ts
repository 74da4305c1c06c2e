/**
 * Locks between processes of one machine. The kernel holds them and lets them go with the process, however that ends,
 * so there is no stale lock to recognise. SQLite takes them, for Node itself has no call for it; the files stay empty.
 */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from './errors.ts';

const BUSY = 5;
const PAUSE_MS = 20;

/** Whoever is dropped by the garbage collector lets go; a lock is held until it is told to. */
const held = new Set<DatabaseSync>();

/**
 * Runs `work` while nobody else, in this process or another, holds `file`.
 * @throws Unavailable after `limitMs` of waiting
 */
export async function withFileLock<T>(file: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const limit = Date.now() + limitMs;
  let release = take(file, 'alone');
  while (!release) {
    if (Date.now() > limit)
      throw new Unavailable(
        `Another process has held ${file} for ${Math.round(limitMs / 1000)} seconds. See which (lsof ${file}), and end it.`,
        'locked',
      );
    await sleep(PAUSE_MS);
    release = take(file, 'alone');
  }
  try {
    return await work();
  } finally {
    release();
  }
}

/**
 * Holds `file` together with others until the returned function is called.
 * @throws Unavailable while somebody holds it alone
 */
export function shareFileLock(file: string): () => void {
  const release = take(file, 'together');
  if (!release) throw new Unavailable(`Another process holds ${file} alone`, 'locked');
  return release;
}

/** Whether anybody holds `file`, this process included. */
export function isFileLocked(file: string): boolean {
  const release = take(file, 'alone');
  release?.();
  return release === undefined;
}

function take(file: string, how: 'alone' | 'together'): (() => void) | undefined {
  const lock = open(file);
  try {
    lock.exec('pragma journal_mode = memory');
    if (how === 'alone') lock.exec('begin exclusive');
    else lock.exec('begin; select count(*) from sqlite_schema');
  } catch (error) {
    lock.close();
    if (((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY) return undefined;
    throw new Unavailable(`${file} cannot be locked: ${(error as Error).message}`, 'locked', { cause: error });
  }
  held.add(lock);
  return () => {
    if (held.delete(lock)) lock.close();
  };
}

function open(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (cause) {
    throw new Unavailable(`${file} cannot be opened: ${(cause as Error).message}`, 'locked', { cause });
  }
}
