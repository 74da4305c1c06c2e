/**
 * Files that live as long as a request or a job: in a folder of this process within the data folder. What processes
 * that were killed have left there goes when the next one starts, or once nobody has said for a while that it is still
 * there.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, rm, stat, utimes } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { Unavailable } from './errors.ts';

/** So often a process says that it still needs its folder; one that did not for STALE_MS is gone. */
const BEAT_MS = 60_000;
const STALE_MS = 5 * BEAT_MS;

/** Names the machine and the process: `web1~4711~`, and something random. */
const FOLDER = /^(.+)~(\d+)~\w+$/;

let root = path.join(tmpdir(), 'foyer-temp');
let own: Promise<string> | undefined;

/**
 * Keeps them below this folder from now on, and clears away what others left there. `stop` removes those of this
 * process.
 */
export async function openTempFiles(dataDir: string): Promise<{ stop: () => Promise<void> }> {
  root = path.join(dataDir, 'temp');
  own = undefined;
  await removeStale();
  const timer = setInterval(() => void beat(), BEAT_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      const folder = await own?.catch(() => undefined);
      own = undefined;
      if (folder) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A path for a new file of this process. */
async function tempFile(): Promise<string> {
  own ??= makeFolder();
  const folder = await own.catch((cause) => {
    own = undefined;
    throw new Unavailable(`No file can be written to ${root}: ${(cause as Error).message}`, 'disk', { cause });
  });
  return path.join(folder, randomBytes(12).toString('hex'));
}

/**
 * Writes a file of this process to its end. Nothing of it stays where that fails.
 * @throws Unavailable where the disk does not take it
 */
export async function writeTempFile(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const file = await tempFile();
  const handle = await open(file, 'wx', 0o600).catch(unwritable);
  try {
    for await (const part of parts) await handle.writeFile(part).catch(unwritable);
    await handle.close();
    return file;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await removeTempFile(file);
    throw error;
  }
}

export async function removeTempFile(file: string): Promise<void> {
  await rm(file, { force: true });
}

function unwritable(cause: Error): never {
  throw new Unavailable(`A file cannot be written to ${root}: ${cause.message}`, 'disk', { cause });
}

async function makeFolder(): Promise<string> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  return mkdtemp(path.join(root, `${hostname()}~${process.pid}~`));
}

async function beat(): Promise<void> {
  const folder = await own?.catch(() => undefined);
  const now = new Date();
  if (folder) await utimes(folder, now, now).catch(() => undefined);
  await removeStale();
}

async function removeStale(): Promise<void> {
  const mine = await own?.catch(() => undefined);
  for (const name of await readdir(root).catch(() => [])) {
    const folder = path.join(root, name);
    if (folder !== mine && (await isStale(folder)))
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isStale(folder: string): Promise<boolean> {
  const [, host, pid] = FOLDER.exec(path.basename(folder)) ?? [];
  if (host === undefined) return false;
  if (host === hostname() && !isAlive(Number(pid))) return true;
  const seen = await stat(folder).catch(() => undefined);
  return seen !== undefined && seen.mtimeMs < Date.now() - STALE_MS;
}

/** Another folder of the number of this very process is of one before it, as in a container that was started again. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
