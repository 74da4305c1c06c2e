/** Waiting for what comes about by itself. */
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 10;

/** Resolves once it holds. @throws Error where it does not within `limitMs`, with which a test that hangs ends */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 20_000): Promise<void> {
  const limit = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > limit) throw new Error(`It does not come to that within ${limitMs / 1000} s`);
    await sleep(PAUSE_MS);
  }
}
