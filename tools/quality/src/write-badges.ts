import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Letter } from './grades.ts';
import type { Report } from './report.ts';

/** AA against white words. */
const COLOURS: Record<Letter, string> = {
  A: '#1d6a35',
  B: '#3f6b1f',
  C: '#7a5000',
  D: '#94470f',
  E: '#a83416',
  F: '#b02b27',
};
const BADGES = ['coverage', 'mutation'] as const;

/**
 * SVG files, without any address but their own: the whole, and what tests prove, as whole percents, so that not every
 * change makes other badges.
 */
export function writeBadges(folder: string, { grade, parts }: Pick<Report, 'grade' | 'parts'>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'quality.svg'),
    drawBadge('quality', grade ?? 'not known', grade ? COLOURS[grade] : '#60564e'),
  );
  for (const name of BADGES) {
    const part = parts.find((some) => some.name === name);
    const figure = part?.grade ? (part.figures.lines ?? part.figures.score) : undefined;
    if (part)
      writeFileSync(
        path.join(folder, `${name}.svg`),
        drawBadge(
          name,
          figure === undefined ? 'not known' : `${Math.floor(figure)} %`,
          part.grade ? COLOURS[part.grade] : '#60564e',
        ),
      );
  }
}

export function drawBadge(name: string, value: string, colour: string): string {
  const left = Math.round(name.length * 6.6) + 14;
  const right = Math.round(value.length * 6.9) + 14;
  const words = (text: string, x: number): string => `<text x="${x}" y="14" text-anchor="middle">${text}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${name}: ${value}"><title>${name}: ${value}</title>
<clipPath id="r"><rect width="${left + right}" height="20" rx="4"/></clipPath>
<g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3a342f"/><rect x="${left}" width="${right}" height="20" fill="${colour}"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">${words(name, left / 2)}${words(value, left + right / 2)}</g></svg>
`;
}
