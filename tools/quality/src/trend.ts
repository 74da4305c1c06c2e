/** The grade over time: a row for each commit in a JSON file, and the same drawn. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { LETTERS } from './grades.ts';
import type { Report } from './report.ts';
import { WrongCall } from './settings.ts';

export type TrendRow = { commit: string; at: string; grade: string | null; points: number; coverage: number | null };

const [WIDTH, HEIGHT, LEFT, TOP] = [640, 200, 30, 30];
const MOST_ROWS = 1000;

/** A commit that is measured anew takes the place of its row. @returns all rows, the newest last */
export function addToTrend(file: string, { commit, at, grade, points, parts }: Report): TrendRow[] {
  const coverage = parts.find(({ name }) => name === 'coverage')?.figures.lines ?? null;
  const rows = [
    ...readTrend(file).filter((row) => row.commit !== commit),
    { commit, at, grade, points, coverage },
  ].slice(-MOST_ROWS);
  writeFileSync(file, `${JSON.stringify(rows, null, 1)}\n`);
  writeFileSync(file.replace(/\.json$/, '') + '.svg', drawTrend(rows));
  return rows;
}

function readTrend(file: string): TrendRow[] {
  if (!existsSync(file)) return [];
  try {
    const rows = JSON.parse(readFileSync(file, 'utf8')) as TrendRow[];
    if (Array.isArray(rows) && rows.every(({ commit, points }) => commit && Number.isFinite(points))) return rows;
  } catch {
    // Said below.
  }
  throw new WrongCall(`${file} is no trend`);
}

/** Points from F to A as a line; what was measured in part alone is an open circle. */
export function drawTrend(rows: TrendRow[]): string {
  const x = (at: number): number => round(LEFT + (at * (WIDTH - LEFT - 15)) / Math.max(1, rows.length - 1));
  const y = (points: number): number => round(TOP + ((5 - points) * (HEIGHT - TOP - 25)) / 5);
  const last = rows.at(-1);
  const words = last ? `Quality over ${rows.length} commits, now ${last.points} of 5 points` : 'Quality: no commit yet';
  const grid = LETTERS.map(
    (letter, at) =>
      `<path d="M${LEFT} ${y(5 - at)}H${WIDTH - 15}" stroke="#ddd6cf"/><text x="8" y="${y(5 - at) + 4}">${letter}</text>`,
  );
  const line = rows.map(({ points }, at) => `${x(at)},${y(points)}`).join(' ');
  const dots = rows.map(
    ({ points, grade, commit, at: day }, at) =>
      `<circle cx="${x(at)}" cy="${y(points)}" r="3" fill="${grade ? '#1d6a35' : '#fff'}"><title>${plain(`${day.slice(0, 10)} ${commit.slice(0, 7)}: ${grade ?? 'no grade'}, ${points} points`)}</title></circle>`,
  );
  const ends =
    rows.length === 0
      ? ''
      : `<text x="${LEFT}" y="${HEIGHT - 6}">${plain(rows[0]!.at.slice(0, 10))}</text><text x="${WIDTH - 15}" y="${HEIGHT - 6}" text-anchor="end">${plain(last!.at.slice(0, 10))}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${words}"><title>${words}</title>
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
<g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" fill="#3a342f">${grid.join('')}${ends}<text x="${LEFT}" y="16">${words}</text></g>
<polyline points="${line}" fill="none" stroke="#1d6a35" stroke-width="2"/>
<g stroke="#1d6a35">${dots.join('')}</g></svg>
`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function plain(text: string): string {
  return text.replace(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]!);
}
