/** How many changes of the code that must not be wrong are noticed by its tests. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PART_SCALES, gradeOf, worseOf } from '../grades.ts';
import type { Part } from '../report.ts';
import type { MutationTarget, Settings } from '../settings.ts';
import { digestOf } from './digest-of.ts';
import { type MutationResult, runMutants } from './run-mutants.ts';

export type MutationMode = 'kept' | 'sample' | 'full';
type Options = { mode: MutationMode; commit: string; minutes?: number; say?: (text: string) => void };
const SAMPLE_LINES = 12;

/** `full` keeps what it found in the repository; `kept` reads that; `sample` tries some lines within the minutes that are set. */
export async function measureMutation(root: string, settings: Settings['mutation'], { mode, commit, minutes, say }: Options): Promise<Part> {
  if (settings.targets.length === 0) return unknown('not available: no target is set');
  if (mode === 'sample') return describe(root, settings, await runMutants({ root, settings, commit, sampleLines: SAMPLE_LINES, minutes: minutes ?? settings.minutes, ...(say && { say }) }));
  const kept = path.join(root, settings.kept);
  if (mode === 'full') {
    const before = currentFiles(root, kept);
    const tried = ({ files }: MutationTarget): boolean => files.every((file) => before[file]);
    const targets = [...settings.targets].sort((a, b) => Number(tried(a)) - Number(tried(b)));
    const result = await runMutants({ root, settings: { ...settings, targets }, commit, ...(say && { say }), ...(minutes && { minutes }) });
    result.files = { ...before, ...result.files };
    mkdirSync(path.dirname(kept), { recursive: true });
    writeFileSync(kept, `${JSON.stringify(result, null, 1)}\n`);
  }
  if (!existsSync(kept)) return unknown(`not available: ${settings.kept} is made by the full run`);
  return describe(root, settings, JSON.parse(readFileSync(kept, 'utf8')) as MutationResult);
}

/** What the kept result says of files that are still as they were. */
function currentFiles(root: string, kept: string): MutationResult['files'] {
  if (!existsSync(kept)) return {};
  const { files } = JSON.parse(readFileSync(kept, 'utf8')) as MutationResult;
  return Object.fromEntries(Object.entries(files).filter(([file, { digest }]) => isCurrent(root, file, digest)));
}

function isCurrent(root: string, file: string, digest: string): boolean {
  return existsSync(path.join(root, file)) && digestOf(readFileSync(path.join(root, file))) === digest;
}

/** A result that is not of all targets as they are now is no A; one that lacks more than half of them is none. */
export function describe(root: string, settings: Settings['mutation'], result: MutationResult): Part {
  const files = Object.entries(result.files);
  const killed = files.reduce((sum, [, file]) => sum + file.killed, 0);
  const total = files.reduce((sum, [, file]) => sum + file.total, 0);
  if (total === 0) return unknown('not available: nothing was tried');
  const score = Math.round((1000 * killed) / total) / 10;
  const targets = settings.targets.flatMap((target) => target.files);
  const missing = targets.filter((file) => !result.files[file]);
  const changed = files.filter(([file, { digest }]) => !isCurrent(root, file, digest)).map(([file]) => file);
  const grade = gradeOf(score, PART_SCALES.mutation);
  const whole = missing.length === 0 && changed.length === 0;
  const few = missing.length > targets.length / 2;
  const problems = files.flatMap(([file, { survived }]) => survived.map(({ line, what }) => ({ file, line, text: `nobody noticed ${what}` })));
  return {
    name: 'mutation',
    title: 'Mutation',
    grade: few ? null : whole ? grade : worseOf(grade, 'B'),
    said: `${few ? `not available: of ${targets.length} files most were not tried. ` : ''}${score} % of ${total} changes were noticed, in ${files.length} files of money and seats${result.sample ? ' (a sample)' : ''}`,
    figures: { score, total, files: files.length },
    problems: [...missing.map((file) => ({ file, text: 'not tried' })), ...problems],
    notes: [`Tried last at ${result.commit.slice(0, 7)}, ${result.at.slice(0, 10)}.`, ...(changed.length > 0 ? [`Changed since: ${changed.join(', ')}.`] : []), ...(missing.length > 0 ? [`Not tried: ${missing.join(', ')}.`] : [])],
    seconds: 0,
  };
}

function unknown(said: string): Part {
  return { name: 'mutation', title: 'Mutation', grade: null, said, figures: {}, problems: [], notes: [], seconds: 0 };
}
