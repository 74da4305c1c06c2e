/** Foyer as its operator starts it: processes of `bin/foyer`, each with its settings, each told to stop. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { after } from 'node:test';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { until as untilHere } from '#testing/until.ts';

export type Settings = Record<string, string>;
export type Process = {
  /** Where it answers /readyz, on this machine. */
  url: string;
  output: () => string;
  /** Sends the signal and waits for its end; the code with which it ended. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
};

const children = new Set<ChildProcess>();
/** Of the file, whichever of its tests started them. */
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/**
 * Starts `foyer COMMAND` and waits until it is ready. A worker needs WORKER_PORT, the others PORT. What still runs ends
 * with the file.
 */
export async function startFoyer(command: 'serve' | 'web' | 'worker', settings: Settings): Promise<Process> {
  const child = spawn(path.join(PROGRAM_ROOT, 'bin/foyer'), [command], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, FOYER_DEMO: 'no', LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
  const gone = once(child, 'exit');
  const running: Process = {
    url: `http://127.0.0.1:${command === 'worker' ? settings.WORKER_PORT : settings.PORT}`,
    output: () => said,
    stop: async (signal = 'SIGTERM') => {
      if (isAlive(child)) child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
  await until(async () => {
    if (!isAlive(child)) throw new Error(`foyer ${command} ended at its start: ${said}`);
    return (await fetch(`${running.url}/readyz`).catch(() => undefined))?.ok === true;
  });
  return running;
}

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Waits as long as it takes on a machine that has much else to do. @throws where it does not come to that */
export const until = (holds: () => boolean | Promise<boolean>, limitMs = 180_000): Promise<void> =>
  untilHere(holds, limitMs);
