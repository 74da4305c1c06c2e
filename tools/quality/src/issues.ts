/** Names of problems that stay the same when lines move, and what is new or gone between two reports. */
import { createHash } from 'node:crypto';
import { readText } from './list-files.ts';
import { LEVEL_WEIGHTS } from './measures/measure-rules.ts';
import type { Issue, Part, Problem, Report } from './report.ts';

/** A name out of file, rule and the words of the line; the same ones of a file are kept apart by their order. */
export function nameProblems(root: string, parts: Part[]): void {
  const seen = new Map<string, number>();
  const texts = new Map<string, string[]>();
  for (const { name, problems } of parts) {
    for (const problem of problems) {
      const what = problem.rule ?? problem.text.replace(/\d+(?:\.\d+)?/g, '#');
      const base = JSON.stringify([name, problem.file ?? '', what, lineOf(root, problem, texts)]);
      const count = seen.get(base) ?? 0;
      seen.set(base, count + 1);
      problem.key = createHash('sha256').update(`${base}${count}`).digest('hex').slice(0, 20);
    }
  }
}

function lineOf(root: string, { file, line }: Problem, texts: Map<string, string[]>): string {
  if (!file || !line) return '';
  let lines = texts.get(file);
  if (!lines) {
    try {
      lines = readText(root, file).split('\n');
    } catch {
      lines = [];
    }
    texts.set(file, lines);
  }
  return lines[line - 1]?.trim() ?? '';
}

/** Of the parts that both know: what the other cannot know is neither new nor fixed. */
export function compareIssues(
  before: Pick<Report, 'parts'>,
  after: Pick<Report, 'parts'>,
): {
  added: Issue[];
  fixed: Issue[];
} {
  const known = ({ parts }: Pick<Report, 'parts'>): Set<string> =>
    new Set(parts.filter(({ grade }) => grade !== null).map(({ name }) => name));
  const both = [known(before), known(after)] as const;
  const list = ({ parts }: Pick<Report, 'parts'>): Issue[] =>
    parts
      .filter(({ name }) => both.every((names) => names.has(name)))
      .flatMap(({ name, problems }) => problems.map((problem) => ({ ...problem, part: name })));
  const [old, now] = [list(before), list(after)];
  if (old.some(({ key }) => !key)) return { added: [], fixed: [] };
  const keys = (issues: Issue[]): Set<string | undefined> => new Set(issues.map(({ key }) => key));
  const [oldKeys, nowKeys] = [keys(old), keys(now)];
  return {
    added: sortIssues(now.filter(({ key }) => !oldKeys.has(key))),
    fixed: sortIssues(old.filter(({ key }) => !nowKeys.has(key))),
  };
}

/** The heaviest first. */
function sortIssues(issues: Issue[]): Issue[] {
  const weight = ({ level = 'error' }: Issue): number => LEVEL_WEIGHTS[level];
  return issues.sort(
    (a, b) => weight(b) - weight(a) || (a.file ?? '').localeCompare(b.file ?? '') || (a.line ?? 0) - (b.line ?? 0),
  );
}
