// The database server of the tests: whoever runs tests starts it for them and leaves it in the end, and the last one to
// leave stops it. So two runs at once share it, and no process is ended that is not this server.
import { spawn } from 'node:child_process';

/**
 * Runs `work` with the tests' database server, which it starts, and leaves the server whatever happens. With
 * TEST_DATABASE_URL the tests have a server of their own, which is left alone. Ctrl-C ends the programs that
 * `runBeside` started, then the server. Temporary files are in memory meanwhile, where there is room.
 */
export async function withTestServer(work) {
  const { temporaryFolderInMemory } = await import('../src/testing/folder-in-memory.ts');
  const temporary = temporaryFolderInMemory();
  if (temporary) process.env.TMPDIR = temporary.folder;
  try {
    return await withDatabaseServer(work);
  } finally {
    temporary?.remove();
  }
}

async function withDatabaseServer(work) {
  if (process.env.TEST_DATABASE_URL) return work();
  const { startTestServer } = await import('../src/testing/database.ts');
  const server = await startTestServer();
  try {
    return await work(server);
  } finally {
    await server.leave();
  }
}

const running = new Set();
const controller = new AbortController();

/** Aborted when a signal came: nothing new begins then. */
export const stopSignal = controller.signal;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    controller.abort();
    for (const child of running) child.kill('SIGTERM');
  });
}

/** Passes signals on to `child` as long as it runs, so that this process is there at the end to leave the server. */
export function endWithUs(child) {
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Runs a program whose output is seen, and gives its exit code. */
export function runBeside(command, args, options) {
  if (stopSignal.aborted) return Promise.resolve(130);
  return new Promise((resolve) => {
    const child = endWithUs(spawn(command, args, { stdio: 'inherit', ...options }));
    child.once('error', () => resolve(1));
    child.once('close', (status) => resolve(status ?? 1));
  });
}
