import { type Letter, letterOf, pointsOf, worseOf } from './grades.ts';
import { meanPoints } from './grade-files.ts';
import type { FileGrade, Part, PartName } from './report.ts';

/** Files weigh four, what tests prove two each, all else one. */
const WEIGHTS: Partial<Record<PartName, number>> = { coverage: 2, mutation: 2 };
const FILES_WEIGHT = 4;

/** The weighted mean of files and parts. What is not known is no A, and one F makes a C of the best. */
export function gradeWhole(
  files: FileGrade[],
  parts: Part[],
  ungradedLines = 0,
): { grade: Letter; points: number; capped: string[] } {
  const known = parts.filter((part) => part.grade !== null);
  const weights = known.map(({ name }) => WEIGHTS[name] ?? 1);
  const sum = known.reduce(
    (total, { grade }, at) => total + weights[at]! * pointsOf(grade!),
    FILES_WEIGHT * meanPoints(files, ungradedLines),
  );
  const points = Math.round((100 * sum) / weights.reduce((total, weight) => total + weight, FILES_WEIGHT)) / 100;
  const capped: string[] = [];
  let grade = letterOf(points);
  const cap = (limit: Letter, why: string): void => {
    if (worseOf(grade, limit) === grade) return;
    grade = limit;
    capped.push(why);
  };
  const unknown = parts.filter((part) => part.grade === null);
  if (unknown.length > 0)
    cap('B', `No A while something is not known: ${unknown.map(({ title }) => title).join(', ')}.`);
  const failed = known.filter((part) => part.grade === 'F');
  if (failed.length > 0) cap('C', `No better than a C with an F: ${failed.map(({ title }) => title).join(', ')}.`);
  return { grade, points, capped };
}
