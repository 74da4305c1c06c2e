/** What the reference of the API says of problems: their codes by family, from the published list and the catalogue. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { rawText, textKey } from '#platform/i18n/translate.ts';
import { PROGRAM_ROOT } from '#platform/program-root.ts';

/** `status`: of the answer; null for what only stands in `problems`. `successor`: what has taken its place. */
export type PublishedCode = { status: number | null; successor?: string };

export type ListedProblem = {
  code: string;
  status: number | null;
  /** In the reader's language, with the names of its values in braces; '' where another code has taken its place. */
  text: string;
  values: string[];
  successor: string;
};
export type ProblemFamily = { name: string; statuses: number[]; problems: ListedProblem[] };

const PUBLISHED = JSON.parse(readFileSync(path.join(PROGRAM_ROOT, 'src/api/problem-codes.json'), 'utf8')) as Record<
  string,
  PublishedCode
>;

/** Every code that was ever published, by family, both in the order of the alphabet. */
export function listProblems(locale: string): ProblemFamily[] {
  const all = Object.keys(PUBLISHED).map((code) => describe(code, locale));
  const families = Map.groupBy(all, ({ code }) => code.slice(0, code.indexOf('.')));
  return [...families].map(([name, problems]) => ({
    name,
    statuses: [...new Set(problems.flatMap(({ status }) => status ?? []))].sort((a, b) => a - b),
    problems,
  }));
}

function describe(code: string, locale: string): ListedProblem {
  const { status, successor = '' } = PUBLISHED[code] as PublishedCode;
  const text = successor ? '' : rawText(textKey(`problem.${code}`), locale).replaceAll(/\{\{(\w+)\}\}/g, '{$1}');
  const values = [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string))];
  return { code, status, successor, text, values };
}
