/** How many changes of the code that must not be wrong are noticed by its tests. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as module from 'node:module';
import path from 'node:path';
import { PART_SCALES, gradeOf, worseOf } from '../grades.ts';
import { type Part, unmeasured } from '../report.ts';
import type { MutationTarget, Settings } from '../settings.ts';
import { digestOf } from './digest-of.ts';
import { digestOfTests, type MutatedFile, type MutationResult, runMutants } from './run-mutants.ts';

export type MutationMode = 'kept' | 'sample' | 'full';
type Options = { mode: MutationMode; commit: string; minutes?: number; progress?: (text: string) => void };

/**
 * `full` keeps what it finds in the repository, after each target; `kept` reads that; `sample` tries some changes of
 * each file.
 */
export async function measureMutation(
  root: string,
  settings: Settings['mutation'],
  { mode, commit, minutes, progress }: Options,
): Promise<Part> {
  if (settings.targets.length === 0)
    return { ...unmeasured('mutation', 'Mutation', 'not asked for: no target is set'), unset: true };
  if (mode !== 'kept' && typeof module.registerHooks !== 'function')
    return unmeasured('mutation', 'Mutation', 'not available: trying changes needs Node 22.18 or newer');
  const kept = path.join(root, settings.kept);
  const options = { root, settings, commit, ...(progress && { progress }) };
  if (mode === 'sample')
    return describe(
      root,
      settings,
      await runMutants({
        ...options,
        targets: settings.targets,
        sample: settings.sample,
        minutes: minutes ?? settings.minutes,
      }),
    );
  if (mode === 'full') {
    const before = readKept(kept);
    await runMutants({
      ...options,
      targets: sortTargets(root, settings, before),
      keep: (found) => writeKept(kept, settings, before, found),
      ...(minutes && { minutes }),
    });
  }
  if (!existsSync(kept))
    return unmeasured('mutation', 'Mutation', `not available: ${settings.kept} is made by the full run`);
  return describe(root, settings, readKept(kept));
}

function readKept(kept: string): MutationResult {
  if (!existsSync(kept)) return { sample: false, files: {}, untried: {}, unfit: [] };
  return JSON.parse(readFileSync(kept, 'utf8')) as MutationResult;
}

/** What was found before stays until it is found anew; files that are no targets any more go. */
function writeKept(
  kept: string,
  { targets }: Settings['mutation'],
  before: MutationResult,
  found: MutationResult,
): void {
  const all = { ...before.files, ...found.files };
  const names = targets.flatMap(({ files }) => files).filter((file) => all[file]);
  const tests = targets.flatMap((target) => (target.files.some((file) => found.files[file]) ? [] : target.tests));
  const unfit = [...before.unfit.filter((name) => tests.some((test) => name.startsWith(`${test}: `))), ...found.unfit];
  mkdirSync(path.dirname(kept), { recursive: true });
  writeFileSync(
    kept,
    `${JSON.stringify({ sample: false, files: Object.fromEntries(names.map((file) => [file, all[file]])), untried: found.untried, unfit: [...new Set(unfit)].sort() }, null, 1)}\n`,
  );
}

/**
 * First what was never tried, or has changed since, or whose tests have; then what was tried longest ago. So a run that
 * is ended goes on where it was.
 */
function sortTargets(root: string, { targets }: Settings['mutation'], { files }: MutationResult): MutationTarget[] {
  const rank = (target: MutationTarget): string => {
    const tried = target.files.map((file) => files[file]);
    if (!tried.every((found, at) => found && isCurrent(root, target.files[at]!, found))) return '0';
    if (tried.some((found) => found!.tests !== digestOfTests(root, target.tests))) return '1';
    return tried.map((found) => found!.at).sort()[0]!;
  };
  const ranks = new Map(targets.map((target) => [target, rank(target)]));
  return targets.toSorted((a, b) => (ranks.get(a)! < ranks.get(b)! ? -1 : Number(ranks.get(a)! > ranks.get(b)!)));
}

function isCurrent(root: string, file: string, { digest }: MutatedFile): boolean {
  return existsSync(path.join(root, file)) && digestOf(readFileSync(path.join(root, file))) === digest;
}

/** A result that is not of all targets as they are now is no A; one that lacks more than half of them is none. */
export function describe(
  root: string,
  settings: Settings['mutation'],
  { files: found, sample, untried, unfit }: MutationResult,
): Part {
  const files = Object.entries(found);
  const sum = (of: 'killed' | 'total'): number => files.reduce((all, [, file]) => all + file[of], 0);
  const [killed, total] = [sum('killed'), sum('total')];
  if (total === 0) return unmeasured('mutation', 'Mutation', 'not available: nothing was tried');
  const score = Math.round((1000 * killed) / total) / 10;
  const targets = settings.targets.flatMap((target) => target.files);
  const missing = targets.filter((file) => !found[file]);
  const changed = files.filter(([file, tried]) => !isCurrent(root, file, tried)).map(([file]) => file);
  const unproven = settings.targets.flatMap(({ tests }) => tests.filter((test) => !existsSync(path.join(root, test))));
  const others = settings.targets.flatMap((target) =>
    target.files.filter((file) => found[file] && found[file].tests !== digestOfTests(root, target.tests)),
  );
  const few = missing.length > targets.length / 2;
  return {
    name: 'mutation',
    title: 'Mutation',
    grade: few
      ? null
      : limit(gradeOf(score, PART_SCALES.mutation), missing.length + changed.length + unproven.length === 0),
    said: `${few ? `not available: of ${targets.length} files most were not tried. ` : ''}${score} % of ${total} changes were noticed, in ${files.length} files of money and seats${sample ? ' (a sample)' : ''}`,
    figures: { score, total, files: files.length },
    problems: [
      ...missing.map((file) => ({ file, text: `not tried${untried[file] ? `: ${untried[file]}` : ''}` })),
      ...files.flatMap(([file, { survived }]) =>
        survived.map(({ line, what }) => ({ file, line, text: `nobody noticed ${what}` })),
      ),
    ],
    notes: notesOf(
      files.map(([, file]) => file),
      {
        'Changed since': changed,
        'With tests that are gone': unproven,
        'With tests that are others now': others,
        'Not tried': missing,
        'Tests that were not asked: they fail, are slow or cannot be run twice': unfit,
      },
    ),
    seconds: 0,
  };
}

const limit = (grade: ReturnType<typeof gradeOf>, whole: boolean): ReturnType<typeof gradeOf> =>
  whole ? grade : worseOf(grade, 'B');

function notesOf(files: MutatedFile[], lists: Record<string, string[]>): string[] {
  const [first, last] = [
    files.map(({ at }) => at.slice(0, 10)).sort()[0],
    files.toSorted((a, b) => (a.at < b.at ? 1 : -1))[0]!,
  ];
  const tried = `Tried ${first === last.at.slice(0, 10) ? '' : `from ${first} `}to ${last.at.slice(0, 10)}, last at ${last.commit.slice(0, 7)}, in ${files.reduce((sum, { seconds }) => sum + seconds, 0)} s.`;
  return [
    tried,
    ...Object.entries(lists)
      .filter(([, list]) => list.length > 0)
      .map(([words, list]) => `${words}: ${list.join(', ')}.`),
  ];
}
