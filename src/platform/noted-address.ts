/** Where the running server can be reached, noted in the data folder for commands that do not have its settings. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type NotedAddress = {
  url: string;
  /** Whether somebody chose that address (FOYER_URL). */
  given: boolean;
};

/** A server that runs now. */
export type RunningServer = NotedAddress & { pid: number };

/**
 * Notes where this process serves. The returned function takes the note back, unless another server has written its own
 * since.
 */
export function noteAddress(dataDir: string, { url, given }: NotedAddress): () => void {
  const file = path.join(dataDir, 'address');
  const draft = `${file}.${process.pid}`;
  const note: RunningServer = { url, given, pid: process.pid };
  writeFileSync(draft, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  renameSync(draft, file);
  return () => {
    if (readNote(file)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** Where the server of this data folder runs; undefined where none does. */
export function findAddress(dataDir: string): RunningServer | undefined {
  const note = readNote(path.join(dataDir, 'address'));
  return note && isAlive(note.pid) ? note : undefined;
}

function readNote(file: string): RunningServer | undefined {
  try {
    const { url, given, pid } = JSON.parse(readFileSync(file, 'utf8')) as Partial<RunningServer>;
    return typeof url === 'string' && URL.canParse(url) && Number.isInteger(pid)
      ? { url, given: given === true, pid: pid as number }
      : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
