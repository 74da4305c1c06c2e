/**
 * Tests make and remove many small files: a database has 900. In memory that takes a twentieth of the time that a disk
 * takes, where the machine has room there.
 */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { PROGRAM_ROOT } from '#platform/config.ts';

const MEMORY = '/dev/shm';
const ROOM_BYTES = 3 * 2 ** 30;
/** What statfs calls a file system in memory. */
const TMPFS = 0x0102_1994;
/** Names the checkout that a folder belongs to. */
const OWNER = 'checkout';

/** The folder in memory of this checkout, the same for all that test it; undefined where there is no such place. */
export function folderInMemory(): string | undefined {
  if (process.platform !== 'linux' || !existsSync(MEMORY)) return undefined;
  const ours = `foyer-tests-${process.getuid?.() ?? 0}-`;
  const digest = createHash('sha256').update(PROGRAM_ROOT).digest('hex').slice(0, 12);
  const folder = path.join(MEMORY, `${ours}${digest}`);
  if (existsSync(path.join(folder, OWNER))) return isOurs(folder) ? folder : undefined;
  const { type, bavail, bsize } = statfsSync(MEMORY);
  if (type !== TMPFS || bavail * bsize < ROOM_BYTES) return undefined;
  removeLeft(ours);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (!isOurs(folder)) return undefined;
  writeFileSync(path.join(folder, OWNER), PROGRAM_ROOT);
  return folder;
}

/** A folder for the temporary files of this process and those that it starts, which it removes at its end. */
export function temporaryFolderInMemory(): { folder: string; remove: () => void } | undefined {
  const place = folderInMemory();
  if (!place) return undefined;
  for (const name of readdirSync(place).filter((found) => found.startsWith('tmp-')))
    if (!existsSync(`/proc/${name.slice('tmp-'.length)}`)) rmSync(path.join(place, name), { recursive: true });
  const folder = path.join(place, `tmp-${process.pid}`);
  mkdirSync(folder);
  // Some tests run programs as another user.
  chmodSync(folder, 0o1777);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Anybody may write to this place: what somebody else made there is not used. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.();
}

/** Memory is not held for checkouts that are gone. */
function removeLeft(prefix: string): void {
  for (const name of readdirSync(MEMORY).filter((found) => found.startsWith(prefix))) {
    const owner = path.join(MEMORY, name, OWNER);
    if (existsSync(owner) && !existsSync(readFileSync(owner, 'utf8')))
      rmSync(path.join(MEMORY, name), { recursive: true, force: true });
  }
}
