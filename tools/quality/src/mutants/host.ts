/**
 * A process that has loaded one test file and the instrumented sources, and runs its tests whenever it is told to, with
 * a mutant switched on. Loading takes longer than most tests do, so it is done once for many mutants.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { allCollected, beginSuites, type Collected, endTests, runTest } from './collected-tests.ts';

export type Ask =
  | {
      ask: 'run';
      mutant: string | null;
      tests: number[];
      hits: number | null;
      /** Whether a test that failed is run again as the code was. */
      check: boolean;
    }
  | { ask: 'cover' }
  | { ask: 'end' };
export type Covered = { perTest: Record<string, Record<string, number>>; static: Record<string, number> };
export type Answer =
  | { answer: 'ready'; tests: string[] }
  | { answer: 'cover'; covered: Covered }
  | {
      answer: 'run';
      times: number[];
      failed: number | null;
      why: string;
      /** It fails as the code was, too: something is left over here. */
      dirty: boolean;
    };

/** What the instrumented code and we tell one another. */
type Switch = {
  activeMutant?: string;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: Covered;
};
const state: Switch = {};
Object.assign(globalThis, { __stryker__: state });
const [testFile, sourcesFile] = process.argv.slice(2) as [string, string];
/** A mutant that was switched on before anything was loaded. */
const WHILE_LOADING = process.env.__STRYKER_ACTIVE_MUTANT__;
const TESTS = new URL('./collected-tests.ts', import.meta.url).href.replace(/\.ts$/, path.extname(import.meta.url));

swapModules(JSON.parse(readFileSync(sourcesFile, 'utf8')) as Record<string, string>);
let stray: ((error: unknown) => void) | undefined;
for (const kind of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(kind, (error: unknown) => (stray ? stray(error) : process.exit(3)));
await import(pathToFileURL(testFile).href);
const tests = await allCollected();
process.on('message', (ask: Ask) => void serve(ask));
process.on('disconnect', () => process.exit(4));
send({ answer: 'ready', tests: tests.map(({ name }) => name) });

function swapModules(sources: Record<string, string>): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'node:test' && context.parentURL !== TESTS
        ? { url: TESTS, shortCircuit: true }
        : next(specifier, context),
    load: (url, context, next) => {
      const source = url.startsWith('file:') ? sources[fileURLToPath(url)] : undefined;
      if (source === undefined) return next(url, context);
      return { format: path.extname(url).endsWith('ts') ? 'module-typescript' : 'module', source, shortCircuit: true };
    },
  });
}

function send(answer: Answer): void {
  process.send?.(answer);
}

async function serve(ask: Ask): Promise<void> {
  if (ask.ask === 'cover')
    return send({ answer: 'cover', covered: state.mutantCoverage ?? { perTest: {}, static: {} } });
  if (ask.ask === 'run') return send(await runAll(ask));
  await endTests().catch(() => {});
  process.exit(0);
}

/** Up to the first that fails. Without a mutant, all of them. */
async function runAll({ mutant, tests: chosen, hits, check }: Ask & { ask: 'run' }): Promise<Answer> {
  const times: number[] = [];
  for (const at of chosen) {
    const started = performance.now();
    const why = await runOne(at, mutant, hits);
    times.push(performance.now() - started);
    if (why === undefined) continue;
    const dirty = check && (await runOne(at, null, null)) !== undefined;
    return { answer: 'run', times, failed: at, why, dirty };
  }
  return { answer: 'run', times, failed: null, why: '', dirty: false };
}

/** @returns why it failed, if it did: by itself, or by what nobody awaited while it ran */
async function runOne(at: number, mutant: string | null, hits: number | null): Promise<string | undefined> {
  const test = tests[at] as Collected;
  const strayed = new Promise<string>((resolve) => {
    stray = (error) => resolve(wordsOf(error));
  });
  try {
    await beginSuites(test);
    Object.assign(state, {
      activeMutant: mutant ?? WHILE_LOADING,
      currentTestId: `t${at}`,
      hitCount: hits === null ? undefined : 0,
      hitLimit: hits ?? undefined,
    });
    return await Promise.race([runTest(test).then(() => undefined), strayed]);
  } catch (error) {
    return wordsOf(error);
  } finally {
    Object.assign(state, { activeMutant: WHILE_LOADING, currentTestId: undefined, hitCount: undefined });
  }
}

function wordsOf(error: unknown): string {
  return String((error as Error | undefined)?.message ?? error).slice(0, 300);
}
