/**
 * Tries changes of files against the tests that have to notice them, target by target, and tells of each target when it
 * is done.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { HostGone } from '../mutants/host-process.ts';
import type { Mutant } from '../mutants/instrument.ts';
import { type Tried, tryMutants } from '../mutants/try-mutants.ts';
import { NotGreen } from '../mutants/warm-tests.ts';
import type { MutationTarget, Settings } from '../settings.ts';
import { digestOf } from './digest-of.ts';

export type Survivor = { line: number; what: string };
/** `digest` is of the file as it was tried, `tests` of its tests. */
export type MutatedFile = {
  digest: string;
  tests: string;
  commit: string;
  at: string;
  seconds: number;
  killed: number;
  total: number;
  survived: Survivor[];
};
export type MutationResult = {
  sample: boolean;
  files: Record<string, MutatedFile>;
  /** Why files were not tried. */
  untried: Record<string, string>;
  /** Tests that fail, are slow or cannot be run twice, which were not asked. */
  unfit: string[];
};

export type MutationOptions = {
  root: string;
  settings: Settings['mutation'];
  targets: MutationTarget[];
  commit: string;
  /** How many changes of each file are tried, chosen by the commit; all of them without it. */
  sample?: number;
  /** After which no further target is begun. */
  minutes?: number;
  /** Called after every target with all that is known by then. */
  keep?: (result: MutationResult) => void;
  progress?: (text: string) => void;
};

export async function runMutants({
  root,
  settings,
  targets,
  commit,
  sample,
  minutes = Infinity,
  keep = () => {},
  progress = () => {},
}: MutationOptions): Promise<MutationResult> {
  const started = performance.now();
  const result: MutationResult = { sample: sample !== undefined, files: {}, untried: {}, unfit: [] };
  for (const target of targets) {
    const begun = performance.now();
    try {
      if (begun - started > minutes * 60_000) throw new NotGreen('there was no time for it');
      const tried = await tryMutants({
        root,
        ...target,
        leftOut: settings,
        choose: (mutants) => (sample === undefined ? mutants : chooseSome(mutants, commit, sample)),
        progress,
      });
      Object.assign(result.files, filesOf(root, target, commit, tried, performance.now() - begun));
      result.unfit.push(...tried.unfit);
    } catch (error) {
      if (!(error instanceof NotGreen || error instanceof HostGone)) throw error;
      for (const file of target.files) result.untried[file] = error.message;
    }
    for (const file of target.files) progress(describe(file, result));
    keep(result);
  }
  return result;
}

function describe(file: string, { files, untried }: MutationResult): string {
  const found = files[file];
  return found
    ? `${file}: ${found.killed} of ${found.total} changes were noticed`
    : `${file}: not tried: ${untried[file]}`;
}

function filesOf(
  root: string,
  { files, tests }: MutationTarget,
  commit: string,
  { mutants, survived }: Tried,
  ms: number,
): Record<string, MutatedFile> {
  const at = new Date().toISOString();
  return Object.fromEntries(
    files.map((file) => {
      const own = mutants.filter((mutant) => mutant.file === file);
      const left = survived.filter((mutant) => mutant.file === file).map(({ line, what }) => ({ line, what }));
      const seconds = Math.round((ms * own.length) / Math.max(1, mutants.length) / 1000);
      return [
        file,
        {
          digest: digestOf(readFileSync(path.join(root, file))),
          tests: digestOfTests(root, tests),
          commit,
          at,
          seconds,
          killed: own.length - left.length,
          total: own.length,
          survived: left,
        },
      ];
    }),
  );
}

export function digestOfTests(root: string, tests: string[]): string {
  return digestOf(
    tests
      .map((test) => (existsSync(path.join(root, test)) ? digestOf(readFileSync(path.join(root, test))) : 'gone'))
      .join(),
  );
}

/** Some of each file, the same for the same commit, others for the next. */
export function chooseSome(mutants: Mutant[], commit: string, most: number): Mutant[] {
  const place = new Map(
    mutants.map((mutant) => [mutant, digestOf(`${commit} ${mutant.file} ${mutant.line} ${mutant.what}`)]),
  );
  const files = [...new Set(mutants.map(({ file }) => file))];
  return files.flatMap((file) =>
    mutants
      .filter((mutant) => mutant.file === file)
      .toSorted((a, b) => (place.get(a)! < place.get(b)! ? -1 : 1))
      .slice(0, most),
  );
}
