import { LETTERS } from './grades.ts';
import type { Comparison, Exclusion, FileChange, Issue, Report } from './report.ts';

const MOST = 20;

/** For the comment of a pull request: the whole, the parts, and what this change did to them. */
export function writeMarkdown(title: string, report: Report, comparison?: Comparison): string {
  const lines = [`## Quality of ${title}: ${letterOf(report)}`, '', summary(report), ''];
  if (comparison) lines.push(...changes(comparison));
  lines.push(
    '| Category | Grade | |',
    '|---|:-:|---|',
    ...report.categories.map(({ title: name, grade, said }) => `| ${name} | ${grade ?? '–'} | ${cell(said)} |`),
    '',
    '| Part | Grade | |',
    '|---|:-:|---|',
    ...report.parts.map(({ title: part, grade, said }) => `| ${part} | ${grade ?? '–'} | ${cell(said)} |`),
    '',
  );
  const worst = report.files.filter(({ grade }) => !['A', 'B'].includes(grade));
  if (worst.length > 0)
    lines.push(
      '<details><summary>Files under B</summary>',
      '',
      ...worst
        .sort((a, b) => b.grade.localeCompare(a.grade) || a.path.localeCompare(b.path))
        .map(({ path, grade }) => `- ${grade} \`${path}\``),
      '',
      '</details>',
      '',
    );
  lines.push(
    `<details><summary>${report.exclusions.length} exclusions</summary>`,
    '',
    ...report.exclusions.map(excludedLine),
    '',
    '</details>',
    '',
  );
  return lines.join('\n');
}

/** What could not be measured is named, not graded. */
function letterOf({ grade, measured }: Report): string {
  return grade ?? `no grade, ${measured} of what was measured`;
}

function summary({ files, commit, changed, capped, points }: Report): string {
  const counts = LETTERS.map(
    (letter) => [letter, files.filter(({ grade }) => grade === letter).length] as const,
  ).filter(([, count]) => count > 0);
  const words = `${files.length} files graded (${counts.map(([letter, count]) => `${letter} ${count}`).join(', ')}), ${points} of 5 points, at ${commit.slice(0, 7)}${changed ? ' with changes' : ''}.`;
  return [words, ...capped].join(' ');
}

function changes({
  base,
  grade,
  parts,
  better,
  worse,
  added,
  gone,
  issues,
  changedLines,
  excluded,
  notes,
}: Comparison): string[] {
  const whole = grade
    ? grade.before === grade.after
      ? `The whole is ${grade.after ? `a ${grade.after}` : 'without a grade'} as before.`
      : `The whole was ${grade.before ?? 'without a grade'} and is ${grade.after ?? 'without a grade'}.`
    : notes.join(' ');
  const moved = parts.map((part) => `- ${part.title} (${part.way}): ${part.before} → ${part.after}`);
  const hidden = excluded.length === 0 ? [] : ['', 'Newly left out:', '', ...excluded.map(excludedLine)];
  return [
    `Against ${base}: ${better.length} files better, ${worse.length} worse, ${added.length} new, ${gone.length} gone. ${whole}`,
    '',
    ...(changedLines ? [coverageLine(changedLines), ''] : []),
    ...moved,
    ...issueList('New issues', issues.added),
    ...issueList('Fixed issues', issues.fixed),
    ...list('Worse', worse),
    ...list('Better', better),
    ...list(
      'New and under B',
      added.filter(({ after }) => !['A', 'B'].includes(after!)),
    ),
    ...hidden,
    '',
  ];
}

function coverageLine({ run, hit }: { run: number; hit: number }): string {
  return `Tests run ${hit} of ${run} changed lines (${Math.round((1000 * hit) / run) / 10} %).`;
}

function issueList(title: string, found: Issue[]): string[] {
  if (found.length === 0) return [];
  const rows = found.slice(0, MOST).map(({ file, line, text, level = 'error' }) => {
    const place = file ? `\`${file}${line ? `:${line}` : ''}\` ` : '';
    return `- ${place}${level}: ${cell(text)}`;
  });
  const rest = found.length > MOST ? [`- and ${found.length - MOST} more`] : [];
  return ['', `${title}: ${found.length}`, '', ...rows, ...rest];
}

function list(title: string, found: FileChange[]): string[] {
  if (found.length === 0) return [];
  const rest = found.length > MOST ? [`- and ${found.length - MOST} more`] : [];
  return [
    '',
    `${title}:`,
    '',
    ...found
      .slice(0, MOST)
      .map(
        ({ path, before, after, why }) =>
          `- \`${path}\` ${before ? `${before} → ` : ''}${after}${why ? ` (${why})` : ''}`,
      ),
    ...rest,
  ];
}

function excludedLine({ tool, what, reason }: Exclusion): string {
  return `- ${tool}: \`${what}\`: ${reason ?? '**no reason is given**'}`;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\n/g, ' ');
}
