/** Lines and branches that tests ran, out of an lcov file; files that no test loads count too. */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { PART_SCALES, gradeOf, worseOf } from '../grades.ts';
import { listFiles, countLines, matchesAny, readText } from '../list-files.ts';
import { type Part, unmeasured } from '../report.ts';
import { isTest } from './measure-rules.ts';
import { runCommand } from '../run-command.ts';
import type { Settings } from '../settings.ts';

export type Covered = { lines: number; branches: number };
/** Of each file its lines that a program can run, and how often it did. */
export type LineHits = Map<string, Map<number, number>>;
type Counts = { linesFound: number; linesHit: number; branchesFound: number; branchesHit: number };

/**
 * @param given a coverage file of an earlier run; without it the kept one is used where nothing has changed since, else
 * tests are run
 */
export async function measureCoverage(
  root: string,
  settings: Settings['coverage'],
  given?: string,
): Promise<{ part: Part; byFile: Map<string, Covered> }> {
  const { file, said } = given ? { file: given, said: given } : await findOrMake(root, settings);
  if (!existsSync(path.resolve(root, file)))
    return {
      part: unmeasured('coverage', 'Coverage', `not available: there is no ${file}. ${said}`),
      byFile: new Map(),
    };
  const counts = readLcov(readFileSync(path.resolve(root, file), 'utf8'), root);
  if (counts.size === 0)
    return {
      part: unmeasured('coverage', 'Coverage', `not available: ${file} covers nothing. ${said}`),
      byFile: new Map(),
    };
  return reckon(root, settings, counts, said);
}

async function findOrMake(
  root: string,
  { file, command }: Settings['coverage'],
): Promise<{ file: string; said: string }> {
  if (command.length === 0)
    return file
      ? { file, said: `${file}, as it was found` }
      : {
          file: 'coverage/lcov.info',
          said: 'Run the tests with coverage as lcov first, or name the file by --coverage',
        };
  if (isFresh(root, file)) return { file, said: `${file}, made by an earlier run of the same sources` };
  rmSync(path.join(root, file), { force: true });
  const done = await runCommand(root, command);
  const failed = done.status === 0 ? '' : `, which failed: ${done.stdout.slice(-300)}`;
  return { file, said: `made by ${command.join(' ')}${failed}` };
}

/** Whether the coverage is younger than every script of the repository. */
function isFresh(root: string, file: string): boolean {
  if (!existsSync(path.join(root, file))) return false;
  const made = statSync(path.join(root, file)).mtimeMs;
  return listFiles(root).every(
    (other) => !/\.(ts|js|mjs|svelte|sql|json)$/.test(other) || statSync(path.join(root, other)).mtimeMs < made,
  );
}

function reckon(
  root: string,
  { of, notMeasured }: Settings['coverage'],
  counts: Map<string, Counts>,
  said: string,
): { part: Part; byFile: Map<string, Covered> } {
  const byFile = new Map<string, Covered>();
  const total: Counts = { linesFound: 0, linesHit: 0, branchesFound: 0, branchesHit: 0 };
  const never: string[] = [];
  for (const file of listFiles(root)) {
    if (!(of.length > 0 ? matchesAny(file, of) : isProduct(file)) || matchesAny(file, Object.keys(notMeasured)))
      continue;
    const text = readText(root, file);
    if (!counts.has(file) && !runsAnything(text)) continue;
    if (!counts.has(file)) never.push(file);
    const found = counts.get(file) ?? { linesFound: countLines(text), linesHit: 0, branchesFound: 1, branchesHit: 0 };
    for (const key of Object.keys(total) as (keyof Counts)[]) total[key] += found[key];
    byFile.set(file, {
      lines: percent(found.linesHit, found.linesFound),
      branches: percent(found.branchesHit, found.branchesFound),
    });
  }
  const lines = percent(total.linesHit, total.linesFound);
  const branches = percent(total.branchesHit, total.branchesFound);
  const part: Part = {
    name: 'coverage',
    title: 'Coverage',
    grade: worseOf(gradeOf(lines, PART_SCALES.coverageLines), gradeOf(branches, PART_SCALES.coverageBranches)),
    said: `${lines} % of lines and ${branches} % of branches of ${byFile.size} files`,
    figures: { lines, branches, files: byFile.size, never: never.length },
    problems: never.map((file) => ({ file, text: 'no test loads it' })),
    notes: [said],
    seconds: 0,
  };
  return { part, byFile };
}

/** Types alone leave nothing behind that a test could run. */
export function runsAnything(text: string): boolean {
  let code = text;
  try {
    const { outputText, diagnostics = [] } = ts.transpileModule(text, {
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext, jsx: ts.JsxEmit.Preserve },
    });
    if (diagnostics.length > 0) return true;
    code = outputText;
  } catch {
    return true;
  }
  const rest = code
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/^\s*(import|export)\b[^;=]*(\{[^}]*\})?[^;=]*;/gm, '');
  return /\w/.test(rest);
}

/** Where nothing is said of it: scripts that are neither tests nor settings nor types alone. */
function isProduct(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file) && !isTest(file) && !/\.d\.[cm]?ts$|(?:^|\/)[^/]*\.config\.[^/]+$|^\./.test(file);
}

/** Lines of each file and how often tests ran them. */
export function readHits(text: string, root: string): LineHits {
  const hits: LineHits = new Map();
  let lines: Map<number, number> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [key, value = ''] = line.split(/:(.*)/);
    if (key === 'SF') {
      lines = new Map();
      hits.set(path.relative(root, path.resolve(root, value)).split(path.sep).join('/'), lines);
    }
    const [, at, times] = (key === 'DA' && /^(\d+),(\d+)/.exec(value)) || [];
    if (at) lines?.set(Number(at), Number(times));
  }
  return hits;
}

export function readLcov(text: string, root: string): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  let current: Counts | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [key, value = ''] = line.split(/:(.*)/);
    if (key === 'SF') {
      const file = path.relative(root, path.resolve(root, value)).split(path.sep).join('/');
      current = { linesFound: 0, linesHit: 0, branchesFound: 0, branchesHit: 0 };
      counts.set(file, current);
    }
    if (!current) continue;
    if (key === 'LF') current.linesFound = Number(value);
    if (key === 'LH') current.linesHit = Number(value);
    if (key === 'BRF') current.branchesFound = Number(value);
    if (key === 'BRH') current.branchesHit = Number(value);
  }
  return counts;
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((1000 * part) / whole) / 10;
}
