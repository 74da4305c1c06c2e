/**
 * What ends a process from outside: Ctrl-C, a service manager, a terminal that closes. Each command ends in the same
 * way, and the embedded database with it where nobody else uses it.
 */
import { killEmbeddedServers, leaveEmbeddedServers } from '#platform/db/embedded.ts';

/** With the exit codes that shells give. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

let received = 0;
let stopGracefully: (() => void) | undefined;

/**
 * Takes the signals over for the whole process. The first one stops it; the second only says that it is stopping, for
 * one Ctrl-C arrives twice under npm: the terminal sends it to the whole process group, and npm passes it on. The third
 * ends the process and the embedded database at once.
 */
export function takeSignals(): void {
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => receive(code));
}

/** Resolves at the first signal: the caller then stops by itself, and is not ended unless two more signals come. */
export function whenStopped(): Promise<void> {
  return new Promise((resolve) => {
    stopGracefully = resolve;
    if (received > 0) resolve();
  });
}

/** Whether a signal came, so that what fails now fails because of it. */
export function isStopping(): boolean {
  return received > 0;
}

function receive(code: number): void {
  received += 1;
  if (received >= 3) {
    killEmbeddedServers();
    process.exit(code);
  }
  if (received === 2) print('Already stopping. Press Ctrl-C once more to end it at once.');
  else if (stopGracefully) stopGracefully();
  else endCommand(code);
}

/** Whatever was open in the database is rolled back as its connections end. */
function endCommand(code: number): void {
  print('Stopping');
  void leaveEmbeddedServers().finally(() => process.exit(code));
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}
