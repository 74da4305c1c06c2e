/** One file with all in it: no address is asked for anything. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Letter, LETTERS } from './grades.ts';
import type { Comparison, Exclusion, FileChange, FileGrade, Part, Report } from './report.ts';

const require = createRequire(import.meta.url);
const FONTS = [
  ['Bricolage Grotesque', '@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2'],
  [
    'Atkinson Hyperlegible Next',
    '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  ],
] as const;
const MOST_PROBLEMS = 200;

export function writeHtml(title: string, report: Report, comparison?: Comparison): string {
  const style =
    FONTS.map(face).join('\n') + readFileSync(path.resolve(import.meta.dirname, '../theme/report.css'), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quality of ${plain(title)}: ${report.grade ?? 'no grade'}</title>
<style>${style}</style>
</head>
<body>
<main>
${top(title, report)}
${comparison ? changes(comparison) : ''}
<h2>Categories</h2>
<ul class="rows">${report.categories.map(({ title: name, grade, said }) => `<li>${mark(grade)}<span class="name">${plain(name)}</span><span>${plain(said)}</span></li>`).join('\n')}</ul>
<h2>Parts</h2>
<ul class="rows">${report.parts.map(partRow).join('\n')}</ul>
${files(report.files)}
${exclusions(report.exclusions, report.files.length)}
</main>
</body>
</html>
`;
}

function top(title: string, { grade, measured, points, commit, changed, at, capped, files: graded }: Report): string {
  const counts = LETTERS.map((letter) => ({
    letter,
    count: graded.filter((file) => file.grade === letter).length,
  })).filter(({ count }) => count > 0);
  return `<div class="top"><div class="whole ${(grade ?? 'none').toLowerCase()}" aria-hidden="true">${grade ?? '–'}</div><div>
<h1>Quality of ${plain(title)}<span class="soft">: ${grade ?? `no grade, ${measured} of what was measured`}</span></h1>
<p class="soft">${points} of 5 points at <code>${plain(commit.slice(0, 7))}</code>${changed ? ' with changes that are not committed' : ''}, ${plain(at.slice(0, 16).replace('T', ' '))} UTC.</p></div></div>
${capped.map((why) => `<p>${plain(why)}</p>`).join('')}
<div class="bar" aria-hidden="true">${counts.map(({ letter, count }) => `<span class="${letter.toLowerCase()}" style="flex-grow:${count}"></span>`).join('')}</div>
<p>${graded.length} files are graded: ${counts.map(({ letter, count }) => `${letter} ${count}`).join(', ')}.</p>`;
}

function changes({ base, grade, parts, better, worse, added, gone, excluded, notes }: Comparison): string {
  const whole = grade
    ? `The whole was ${grade.before ?? 'without a grade'} and is ${grade.after ?? 'without a grade'}.`
    : notes.join(' ');
  const moved = parts.map(
    ({ title, before, after, way }) =>
      `<li><span class="mark ${way}" aria-hidden="true">${way === 'better' ? '↑' : way === 'worse' ? '↓' : '·'}</span><span class="name">${plain(title)}: ${way}</span><span>${plain(before)}</span><span>${plain(after)}</span></li>`,
  );
  return `<h2>Against ${plain(base)}</h2>
<p>${better.length} files are better, ${worse.length} worse, ${added.length} new, ${gone.length} gone. ${plain(whole)}</p>
<ul class="rows">${[...moved, ...worse.map((file) => changeRow(file, 'worse')), ...better.map((file) => changeRow(file, 'better')), ...added.map((file) => changeRow(file, 'new')), ...excluded.map(({ tool, what, reason }) => `<li>${mark(null)}<code>${plain(`${tool}: ${what}`)}</code><span class="small worse">${plain(`newly left out: ${reason ?? 'no reason is given'}`)}</span></li>`)].join('\n')}</ul>`;
}

function changeRow({ path: file, before, after, why }: FileChange, way: string): string {
  return `<li>${mark(after)}<code>${plain(file)}</code><span class="small ${way}">${plain([before ? `${way}, was ${before}` : way, why].filter(Boolean).join(': '))}</span></li>`;
}

function partRow({ title, grade, said, notes, problems, seconds }: Part): string {
  const rest =
    problems.length > MOST_PROBLEMS ? `<li>and ${problems.length - MOST_PROBLEMS} more, in the JSON</li>` : '';
  const rows = problems
    .slice(0, MOST_PROBLEMS)
    .map(
      ({ file, line, text }) =>
        `<li>${file ? `<code>${plain(file)}${line ? `:${line}` : ''}</code> ` : ''}${plain(text)}</li>`,
    );
  const list =
    rows.length > 0
      ? `<details><summary>${rows.length > 1 ? `${problems.length} places` : 'One place'}</summary><ul class="small">${rows.join('')}${rest}</ul></details>`
      : '';
  return `<li>${mark(grade)}<span class="name">${plain(title)}</span><span>${plain(said)}</span>${notes.map((note) => `<span class="small soft">${plain(note)}</span>`).join('')}<span class="small soft">${seconds} s</span>${list}</li>`;
}

function files(graded: FileGrade[]): string {
  const groups = [...LETTERS]
    .reverse()
    .map((letter) => ({ letter, found: graded.filter(({ grade }) => grade === letter) }))
    .filter(({ found }) => found.length > 0);
  return `<h2>Files</h2>${groups.map(({ letter, found }) => `<details${letter < 'C' ? '' : ' open'}><summary>${letter}: ${found.length} ${found.length === 1 ? 'file' : 'files'}</summary><ul class="rows">${found.map(fileRow).join('\n')}</ul></details>`).join('\n')}`;
}

function fileRow({ path: file, grade, measures, note }: FileGrade): string {
  const figures = Object.entries(measures).map(([name, value]) => `${name} ${value}`);
  return `<li>${mark(grade)}<code>${plain(file)}</code><span class="small soft">${plain([...figures, ...(note ? [note] : [])].join(', '))}</span></li>`;
}

function exclusions(found: Exclusion[], graded: number): string {
  const rows = found.map(
    ({ tool, what, where, reason, files: count }) =>
      `<li><span class="mark soft" aria-hidden="true">–</span><span><span class="name">${plain(tool)}</span> <code>${plain(what)}</code>${count ? ` <span class="soft">${count} ${count === 1 ? 'file' : 'files'}</span>` : ''}</span><span class="${reason ? '' : 'worse'}">${plain(reason ?? 'no reason is given')}</span><span class="small soft">${plain(where)}</span></li>`,
  );
  return `<h2>Exclusions</h2><p>${graded} files are graded. By these ${found.length} settings and comments a tool does not look at something.</p><ul class="rows">${rows.join('\n')}</ul>`;
}

function mark(grade: Letter | null): string {
  return grade ? `<span class="mark ${grade.toLowerCase()}">${grade}</span>` : '<span class="mark soft">–</span>';
}

/** Without the font the report is as readable in another. */
function face([family, file]: readonly [string, string]): string {
  try {
    const data = readFileSync(require.resolve(file)).toString('base64');
    return `@font-face{font-family:'${family}';font-weight:200 800;font-display:swap;src:url(data:font/woff2;base64,${data})}`;
  } catch {
    return '';
  }
}

function plain(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]!);
}
