/** Tries the mutants of some files against their tests, one file of tests after the other, until one notices. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LeftOut, Mutant } from './instrument.ts';
import { WarmTests } from './warm-tests.ts';

export type Tried = { mutants: Mutant[]; survived: Mutant[]; unfit: string[] };
export type Target = {
  root: string;
  files: string[];
  tests: string[];
  leftOut: LeftOut;
  /** Those that are tried. */
  choose: (mutants: Mutant[]) => Mutant[];
  progress: (text: string) => void;
};

/** @throws NotGreen when no test of a file passes as the code is */
export async function tryMutants({ root, files, tests, leftOut, choose, progress }: Target): Promise<Tried> {
  const folder = mkdtempSync(path.join(tmpdir(), 'quality-mutants-'));
  try {
    const { instrument } = await import('./instrument.ts');
    const found = await instrument(root, files, leftOut);
    const sources = path.join(folder, 'sources.json');
    writeFileSync(sources, JSON.stringify(found.sources));
    const mutants = choose(found.mutants);
    const tried: Tried = { mutants, survived: mutants, unfit: [] };
    for (const test of tests) {
      if (tried.survived.length === 0) break;
      const started = performance.now();
      const before = tried.survived.length;
      await tryAgainst({ root, test, sources }, tried);
      progress(
        `${test}: ${before - tried.survived.length} of ${before} noticed (${Math.round((performance.now() - started) / 1000)} s)`,
      );
    }
    return tried;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function tryAgainst(settings: { root: string; test: string; sources: string }, tried: Tried): Promise<void> {
  const warm = await WarmTests.start(settings);
  try {
    await warm.findUnfit(tried.survived.map(({ id }) => id));
    const survived: Mutant[] = [];
    for (const mutant of tried.survived) if (!(await warm.notice(mutant.id))) survived.push(mutant);
    tried.survived = survived;
    tried.unfit.push(...warm.unfit);
  } finally {
    await warm.end();
  }
}
