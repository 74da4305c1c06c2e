/** Parts out of kept sets of rules, which need neither types nor settings: findings count by weight and by size. */
import type { Linter } from 'eslint';
import { gradeOf, PART_SCALES, worseOf } from '../grades.ts';
import type { Part, Problem } from '../report.ts';
import { RULES_BY_NAME, type RuleLevel, type RuleSet } from '../rules/rule-sets.ts';

export const LEVEL_WEIGHTS: Record<RuleLevel, number> = { error: 1, warning: 0.25, hint: 0.1 };
const TITLES: Record<RuleSet, string> = {
  errors: 'Error-prone code',
  security: 'Security',
  leftovers: 'Unused variables',
  style: 'Style',
  compatibility: 'Compatibility',
};
export const RULE_SETS = Object.keys(TITLES) as RuleSet[];

/** Tests, samples and what they are made of: passwords and weak hashes there are given to nobody. */
const TESTS =
  /(?:^|\/)(?:tests?|__tests__|testing|fixtures|e2e|specs?|benchmarks?|bench)\/|\.(?:test|spec|bench)\.[^/]+$/;

export function isTest(file: string): boolean {
  return TESTS.test(file);
}

/** A problem of each message of ours. What is found in tests about security counts as a hint. */
export function readFindings(file: string, messages: Linter.LintMessage[]): Map<RuleSet, Problem[]> {
  const found = new Map<RuleSet, Problem[]>();
  const note = (set: RuleSet, problem: Problem): void => void found.set(set, [...(found.get(set) ?? []), problem]);
  for (const { ruleId, message, line, fatal } of messages) {
    const rule = RULES_BY_NAME.get(ruleId ?? '');
    if (fatal) note('errors', { file, line, text: `cannot be parsed: ${message}`, rule: 'syntax', level: 'error' });
    if (!rule || !ruleId) continue;
    const level = rule.set === 'security' && isTest(file) ? 'hint' : rule.level;
    note(rule.set, { file, line, text: `${ruleId}: ${message.split('\n')[0]}`, rule: ruleId, level });
  }
  return found;
}

export function weigh(problems: Problem[]): number {
  return problems.reduce((sum, { level = 'error' }) => sum + LEVEL_WEIGHTS[level], 0);
}

/** @param lines those that were looked at; nothing is known where there are none */
export function describeRules(set: RuleSet, problems: Problem[], lines: number): Part {
  const weight = Math.round(100 * weigh(problems)) / 100;
  const density = (1000 * weight) / Math.max(lines, 200);
  const counts = (['error', 'warning', 'hint'] as const)
    .map((level) => [level, problems.filter((problem) => problem.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}${count === 1 ? '' : 's'}`);
  const grade = gradeOf(density, PART_SCALES[set]);
  const severe = ['security', 'errors'].includes(set) && problems.some(({ level }) => level === 'error');
  return {
    name: set,
    title: TITLES[set],
    grade: lines === 0 ? null : severe ? worseOf(grade, 'B') : grade,
    said:
      lines === 0
        ? 'not available: there are no scripts'
        : problems.length === 0
          ? `nothing found in ${lines} lines`
          : `${counts.join(', ')}: ${density.toFixed(2)} by weight in 1,000 lines`,
    figures: { share: Math.round(100 * density) / 100, problems: problems.length },
    problems,
    notes: [],
    seconds: 0,
  };
}
