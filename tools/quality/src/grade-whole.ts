import { type Letter, letterOf, pointsOf, worseOf } from './grades.ts';
import { meanPoints } from './grade-files.ts';
import {
  CATEGORIES,
  type Category,
  type CategoryName,
  type FileGrade,
  type Part,
  type PartName,
  type Report,
} from './report.ts';

/** Files weigh four, what tests prove two each, all else one. */
const WEIGHTS: Partial<Record<PartName, number>> = { coverage: 2, mutation: 2 };
const FILES_WEIGHT = 4;

type Whole = Pick<Report, 'grade' | 'measured' | 'missing' | 'points' | 'capped'>;

/**
 * The weighted mean of files and parts. A category of which nothing is known leaves the whole without a letter; a part
 * of one that is not known is no A, and one F makes a C of the best.
 */
export function gradeWhole(files: FileGrade[], parts: Part[], ungradedLines = 0, categories: Category[] = []): Whole {
  const known = parts.filter((part) => part.grade !== null);
  const weights = known.map(({ name }) => WEIGHTS[name] ?? 1);
  const sum = known.reduce(
    (total, { grade }, at) => total + weights[at]! * pointsOf(grade!),
    FILES_WEIGHT * meanPoints(files, ungradedLines),
  );
  const points = Math.round((100 * sum) / weights.reduce((total, weight) => total + weight, FILES_WEIGHT)) / 100;
  const capped: string[] = [];
  let measured = letterOf(points);
  const cap = (limit: Letter, why: string): void => {
    if (worseOf(measured, limit) === measured) return;
    measured = limit;
    capped.push(why);
  };
  const unknown = parts.filter((part) => part.grade === null && !part.unset);
  if (unknown.length > 0)
    cap('B', `No A while something is not known: ${unknown.map(({ title }) => title).join(', ')}.`);
  const failed = known.filter((part) => part.grade === 'F');
  if (failed.length > 0) cap('C', `No better than a C with an F: ${failed.map(({ title }) => title).join(', ')}.`);
  const missing = categories.filter(({ grade }) => grade === null).map(({ title }) => title);
  if (missing.length > 0) capped.push(`No grade of the whole, as nothing is known of: ${missing.join(', ')}.`);
  return { grade: missing.length > 0 ? null : measured, measured, missing, points, capped };
}

/** Categories are graded by the worst of their parts that are known; those with a reason are not asked for. */
export function gradeCategories(parts: Part[], without: Record<string, string> = {}): Category[] {
  return (Object.entries(CATEGORIES) as [CategoryName, readonly PartName[]][])
    .filter(([name]) => !Object.hasOwn(without, name))
    .map(([name, of]) => {
      const own = parts.filter((part) => of.includes(part.name));
      const known = own.filter(({ grade }) => grade !== null);
      const missed = own.filter(({ grade, unset }) => grade === null && !unset).map(({ title }) => title);
      const said = known.map(({ title, grade }) => `${title} ${grade}`);
      return {
        name,
        title: `${name[0]!.toUpperCase()}${name.slice(1)}`,
        grade: known.length === 0 ? null : known.map(({ grade }) => grade!).reduce(worseOf),
        said:
          [...said, ...(missed.length > 0 ? [`not measured: ${missed.join(', ')}`] : [])].join('; ') || 'not measured',
      };
    });
}
