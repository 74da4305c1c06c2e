import { FILE_SCALES, type Letter, type Measure, gradeOf, letterOf, pointsOf, worseOf } from './grades.ts';
import type { FileGrade } from './report.ts';

export type Measured = {
  path: string;
  size: number;
  measures: Partial<Record<Measure, number>>;
  broken?: string;
  uncovered?: boolean;
};

/** The mean of a file's measures, never more than one letter better than the worst of them. */
export function gradeFile({ path, size, measures, broken, uncovered }: Measured): FileGrade {
  const letters = gradeMeasures(measures);
  if (broken) return { path, size, measures, grade: 'F', note: broken };
  const grade = combine(letters);
  if (uncovered && grade === 'A') return { path, size, measures, grade: 'B', note: 'its coverage is not measured' };
  return { path, size, measures, grade };
}

export function gradeMeasures(measures: Partial<Record<Measure, number>>): Letter[] {
  return (Object.entries(measures) as [Measure, number][]).map(([name, value]) => gradeOf(value, FILE_SCALES[name]));
}

export function combine(letters: Letter[]): Letter {
  if (letters.length === 0) return 'A';
  const points = letters.map(pointsOf);
  const mean = points.reduce((sum, some) => sum + some, 0) / points.length;
  return worseOf(letterOf(mean), letterOf(Math.min(...points) + 1));
}

/**
 * Mean points of all files, each by its size. Lines that are not graded count as an F: nobody's grade rises by looking
 * away.
 */
export function meanPoints(files: FileGrade[], ungradedLines = 0): number {
  const size = files.reduce((sum, file) => sum + file.size, ungradedLines);
  return size === 0 ? 0 : files.reduce((sum, file) => sum + file.size * pointsOf(file.grade), 0) / size;
}
