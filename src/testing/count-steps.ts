/** How much work a piece of code does, as a number that no machine's speed changes. */
import { Session } from 'node:inspector/promises';

let counting: Promise<Session> | undefined;

/**
 * Runs `work` and counts how often each block of JavaScript ran meanwhile, as V8 counts for coverage: loops by their
 * rounds. What happens inside regular expressions and built-in functions counts as one step. From the first call on the
 * whole test file runs slower.
 */
export async function countSteps(work: () => unknown): Promise<number> {
  counting ??= begin();
  const session = await counting;
  await session.post('Profiler.takePreciseCoverage');
  await work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  return result.reduce(
    (sum, { functions }) =>
      sum + functions.reduce((own, { ranges }) => own + ranges.reduce((all, { count }) => all + count, 0), 0),
    0,
  );
}

async function begin(): Promise<Session> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return session;
}
