/** Measures a repository: every part, every file, and the whole. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { gradeFile, type Measured } from './grade-files.ts';
import { gradeCategories, gradeWhole } from './grade-whole.ts';
import type { Measure } from './grades.ts';
import { countLines, listGraded, listUngraded, matchesAny, readText } from './list-files.ts';
import { gradeExclusions, listExclusions } from './list-exclusions.ts';
import { measureAudit } from './measures/measure-audit.ts';
import { measureBundle } from './measures/measure-bundle.ts';
import { type Complexity, measureComplexity } from './measures/measure-complexity.ts';
import { type Covered, measureCoverage } from './measures/measure-coverage.ts';
import { measureDuplication } from './measures/measure-duplication.ts';
import { measureLicences } from './measures/measure-licences.ts';
import { measureMutation, type MutationMode } from './measures/measure-mutation.ts';
import { describeRules, RULE_SETS, weigh } from './measures/measure-rules.ts';
import { runTools } from './measures/run-tools.ts';
import { measureTypes, measureUnused } from './measures/usual-tools.ts';
import { nameProblems } from './issues.ts';
import {
  CATEGORIES,
  type Exclusion,
  type Part,
  type PartName,
  type Problem,
  type Report,
  unmeasured,
} from './report.ts';
import type { Settings } from './settings.ts';

export type Choice = {
  coverage?: string;
  mutation?: MutationMode;
  minutes?: number;
  only?: PartName[];
  progress?: (text: string) => void;
};
type ByFile = { complexity: Map<string, Complexity>; duplication: Map<string, number>; coverage: Map<string, Covered> };

/**
 * Two parts at a time; each says when it is done. Nothing of the repository is changed but what its own tools write.
 */
export async function measure(root: string, settings: Settings, choice: Choice = {}): Promise<Report> {
  const started = performance.now();
  const { commit, changed } = stateOf(root);
  const graded = listGraded(root, settings);
  const ungraded = listUngraded(root, settings);
  const ungradedLines = ungraded.reduce((sum, file) => sum + countLines(readText(root, file)), 0);
  const byFile: ByFile = { complexity: new Map(), duplication: new Map(), coverage: new Map() };
  let exclusions: Exclusion[] = [];
  const keep = async <K extends keyof ByFile>(
    name: K,
    work: Promise<{ part: Part; byFile: ByFile[K] }>,
  ): Promise<Part> => {
    const done = await work;
    byFile[name] = done.byFile;
    return done.part;
  };
  const gradedLines = graded.reduce((sum, file) => sum + countLines(readText(root, file)), 0);
  let round: ReturnType<typeof measureComplexity> | undefined;
  const rules = (): ReturnType<typeof measureComplexity> => {
    round ??= measureComplexity(root, graded, settings.node);
    return round;
  };
  const works: [PartName, () => Promise<Part> | Part][] = [
    ['lint', () => runTools(root, 'lint', settings.lint)],
    ['types', () => measureTypes(root, settings)],
    ['complexity', () => keep('complexity', rules())],
    ...RULE_SETS.map((set): [PartName, () => Promise<Part>] => [
      set,
      async () => describeRules(set, (await rules()).found.get(set) ?? [], gradedLines),
    ]),
    ['duplication', () => keep('duplication', measureDuplication(root, graded, settings.duplication))],
    ['unused', () => measureUnused(root, settings)],
    ['dependencies', () => runTools(root, 'dependencies', settings.dependencies)],
    ['coverage', () => keep('coverage', measureCoverage(root, settings.coverage, choice.coverage))],
    [
      'mutation',
      () =>
        measureMutation(root, settings.mutation, {
          mode: choice.mutation ?? 'kept',
          commit,
          ...(choice.minutes && { minutes: choice.minutes }),
          ...(choice.progress && { progress: choice.progress }),
        }),
    ],
    ['bundle', () => measureBundle(root, settings.bundle)],
    ['audit', () => measureAudit(root)],
    ['licences', () => measureLicences(root, settings.licences)],
    [
      'exclusions',
      async () => {
        exclusions = await listExclusions(root, settings, graded);
        const part = gradeExclusions(exclusions, graded.length, ungradedLines);
        if (existsSync(path.join(root, 'quality.json'))) return part;
        const said = `not asked for: ${exclusions.length} exclusions; their reasons belong into a quality.json`;
        return { ...part, grade: null, unset: true, said, problems: [] };
      },
    ],
  ];
  const parts = await runAll(
    works.filter(([name]) => choice.only === undefined || choice.only.includes(name)),
    choice.progress,
  );
  nameProblems(root, parts);
  const files = gradeAll(root, settings, graded, parts, byFile);
  // Parts alone are no whole, so nothing is missed in them.
  const categories = gradeCategories(parts, settings.without);
  const asked = choice.only === undefined ? categories : categories.filter(({ name }) => askedFor(name, parts));
  return {
    version: 1,
    commit,
    changed,
    at: new Date().toISOString(),
    ...gradeWhole(files, parts, ungradedLines, choice.only === undefined ? asked : []),
    categories: asked,
    parts,
    files,
    exclusions,
    seconds: Math.round((performance.now() - started) / 1000),
  };
}

function askedFor(name: keyof typeof CATEGORIES, parts: Part[]): boolean {
  return parts.some((part) => (CATEGORIES[name] as readonly PartName[]).includes(part.name));
}

/** In their order, two at a time: what has the most to do keeps one lane, the others have the other. */
async function runAll(works: [PartName, () => Promise<Part> | Part][], progress: Choice['progress']): Promise<Part[]> {
  const parts: Part[] = [];
  const waiting = works.map((work, at) => ({ work, at }));
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, run] = next.work;
      const started = performance.now();
      const part = await Promise.resolve()
        .then(run)
        .catch((error: Error) => unmeasured(name, name, `not available: ${error.message}`));
      part.seconds = Math.round((performance.now() - started) / 100) / 10;
      parts[next.at] = part;
      progress?.(`${part.title}: ${part.grade ?? '–'}, ${part.said} (${part.seconds} s)`);
    }
  };
  await Promise.all([lane(), lane()]);
  return parts;
}

function gradeAll(root: string, settings: Settings, graded: string[], parts: Part[], byFile: ByFile): Report['files'] {
  const found = new Map<string, Problem[]>();
  const broken = new Map<string, string>();
  for (const { name, problems } of parts) {
    for (const problem of problems) {
      const { file, text, rule } = problem;
      if (!file) continue;
      if (['lint', 'unused', ...RULE_SETS].includes(name)) found.set(file, [...(found.get(file) ?? []), problem]);
      if (['types', 'dependencies'].includes(name) || rule === 'syntax') broken.set(file, text);
    }
  }
  const known = (name: PartName): boolean => parts.some((part) => part.name === name && part.grade !== null);
  return graded.map((file) => {
    const text = readText(root, file);
    const measures: Measured['measures'] = {
      length: countLines(text),
      ...byFile.complexity.get(file),
      ...byFile.coverage.get(file),
    };
    if (known('duplication')) measures.duplicated = Math.round((byFile.duplication.get(file) ?? 0) * 10) / 10;
    if (known('lint') || known('unused') || RULE_SETS.some(known))
      measures.problems = Math.round(100 * weigh(found.get(file) ?? [])) / 100;
    const why = broken.get(file);
    const uncovered =
      known('coverage') &&
      matchesAny(file, settings.coverage.of) &&
      matchesAny(file, Object.keys(settings.coverage.notMeasured)) &&
      !file.includes('.test.');
    return gradeFile({
      path: file,
      size: countLines(text),
      measures: measures as Partial<Record<Measure, number>>,
      uncovered,
      ...(why && { broken: why }),
    });
  });
}

function stateOf(root: string): { commit: string; changed: boolean } {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).trim();
  try {
    return { commit: git('rev-parse', 'HEAD'), changed: git('status', '--porcelain') !== '' };
  } catch {
    return { commit: 'unknown', changed: true };
  }
}
