/** Ends a database server as a power cut does. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 10_000;

/** Kills the server of that data folder and waits until it is gone: one that is about to end looks as if it served. */
export async function killServer(dataDir: string): Promise<void> {
  const pid = Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGKILL');
  for (const limit = Date.now() + LIMIT_MS; isThere(pid); await sleep(5))
    if (Date.now() > limit) throw new Error(`The server (process ${pid}) does not end`);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
