/** Old findings that are laid down once, so that a change is judged by what it brings in. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LEVEL_WEIGHTS } from './measures/measure-rules.ts';
import type { Issue, PartName, Report } from './report.ts';
import { WrongCall } from './settings.ts';

type Baseline = { version: 1; at: string; commit: string; parts: PartName[]; findings: Record<string, string> };

/** Each finding by its name, with words for whoever reads the file. */
export function writeBaseline(file: string, { at, commit, parts }: Report): number {
  const known = parts.filter(({ grade }) => grade !== null);
  const findings = Object.fromEntries(
    known
      .flatMap(({ problems }) => problems)
      .map(({ key, file: place, text }): [string, string] => [key ?? '', `${place ?? ''}: ${text}`.slice(0, 160)])
      .sort(([, a], [, b]) => a.localeCompare(b)),
  );
  const baseline: Baseline = { version: 1, at, commit, parts: known.map(({ name }) => name), findings };
  writeFileSync(file, `${JSON.stringify(baseline, null, 1)}\n`);
  return Object.keys(findings).length;
}

/** What is not in the baseline, of the parts that it knows; undefined where there is none. Hints are no news. */
export function findNew(root: string, place: string, { parts }: Report): Issue[] | undefined {
  const file = path.join(root, place);
  if (!existsSync(file)) return undefined;
  let baseline: Baseline;
  try {
    baseline = JSON.parse(readFileSync(file, 'utf8')) as Baseline;
    if (baseline.version !== 1 || typeof baseline.findings !== 'object') throw new Error('it has another form');
  } catch (error) {
    throw new WrongCall(`${place} is no baseline: ${(error as Error).message}`);
  }
  return parts
    .filter(({ name }) => baseline.parts.includes(name))
    .flatMap(({ name, problems }) => problems.map((problem) => ({ ...problem, part: name })))
    .filter(({ key, level = 'error' }) => !Object.hasOwn(baseline.findings, key ?? '') && LEVEL_WEIGHTS[level] > 0.1);
}
