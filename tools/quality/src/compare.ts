/** What became better or worse between two reports. Files are graded anew by the measures that both have. */
import { type Letter, type Measure, FILE_SCALES, gradeOf, pointsOf } from './grades.ts';
import { combine, gradeMeasures } from './grade-files.ts';
import { compareIssues } from './issues.ts';
import type { Comparison, Exclusion, FileChange, FileGrade, Part, Report } from './report.ts';

export function compareReports(before: Report, after: Report): Comparison {
  const same =
    before.parts.length === after.parts.length &&
    before.parts.every(({ grade }, at) => (grade === null) === (after.parts[at]!.grade === null));
  const old = new Map(before.files.map((file) => [file.path, file]));
  const changes = after.files.filter(({ path }) => old.has(path)).map((file) => compareFile(old.get(file.path)!, file));
  const now = new Set(after.files.map(({ path }) => path));
  return {
    base: `${before.commit.slice(0, 7)}${before.changed ? ' with changes' : ''}, measured ${before.at.slice(0, 10)}`,
    grade: same ? { before: before.grade, after: after.grade } : null,
    parts: compareParts(before.parts, after.parts),
    better: changes.filter(
      (change) => change !== null && pointsOf(change.after!) > pointsOf(change.before!),
    ) as FileChange[],
    worse: changes.filter(
      (change) => change !== null && pointsOf(change.after!) < pointsOf(change.before!),
    ) as FileChange[],
    added: after.files
      .filter(({ path }) => !old.has(path))
      .map(({ path, grade }) => ({ path, before: null, after: grade, why: '' })),
    gone: before.files
      .filter(({ path }) => !now.has(path))
      .map(({ path, grade }) => ({ path, before: grade, after: null, why: '' })),
    issues: compareIssues(before, after),
    excluded: newExclusions(before.exclusions, after.exclusions),
    notes: same ? [] : ['The wholes are not compared: other parts are known of one than of the other.'],
  };
}

/** Comments are the same wherever in their file they stand. */
function newExclusions(before: Exclusion[], after: Exclusion[]): Exclusion[] {
  const name = ({ tool, what, where }: Exclusion): string => JSON.stringify([tool, what, where.replace(/:\d+$/, '')]);
  const left = before.map(name);
  return after.filter((exclusion) => {
    const at = left.indexOf(name(exclusion));
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function compareFile(before: FileGrade, after: FileGrade): FileChange | null {
  const shared = (Object.keys(FILE_SCALES) as Measure[]).filter(
    (name) => before.measures[name] !== undefined && after.measures[name] !== undefined,
  );
  const grade = (file: FileGrade): Letter =>
    file.grade === 'F' && file.note
      ? 'F'
      : combine(gradeMeasures(Object.fromEntries(shared.map((name) => [name, file.measures[name]]))));
  const grades: [Letter, Letter] = [grade(before), grade(after)];
  if (grades[0] === grades[1]) return null;
  const moved = shared.filter(
    (name) => gradeOf(before.measures[name]!, FILE_SCALES[name]) !== gradeOf(after.measures[name]!, FILE_SCALES[name]),
  );
  const why = moved.map((name) => `${name} ${before.measures[name]} → ${after.measures[name]}`);
  return { path: after.path, before: grades[0], after: grades[1], why: after.note ?? why.join(', ') };
}

/** A part is other where its words changed and its grade did not; better and worse go by grade, then by problems. */
function compareParts(before: Part[], after: Part[]): Comparison['parts'] {
  return after.flatMap((part) => {
    const old = before.find(({ name }) => name === part.name);
    if (!old || JSON.stringify([old.grade, old.figures]) === JSON.stringify([part.grade, part.figures])) return [];
    const words = ({ grade, said }: Part): string => `${grade ?? '–'}, ${said}`;
    return [{ title: part.title, before: words(old), after: words(part), way: wayOf(old, part) }];
  });
}

const UP = ['score', 'lines', 'branches'];
const DOWN = ['problems', 'share', 'never', 'refused', 'withoutReason', 'critical', 'high', 'moderate', 'low'];

function wayOf(before: Part, after: Part): 'better' | 'worse' | 'other' {
  if (before.grade === null || after.grade === null) return 'other';
  const points = pointsOf(after.grade) - pointsOf(before.grade);
  const sum = (part: Part): number =>
    Object.entries(part.figures).reduce(
      (total, [name, value]) => total + (UP.includes(name) ? value : DOWN.includes(name) ? -value : 0),
      0,
    );
  const change = points || sum(after) - sum(before);
  if (change === 0) return 'other';
  return change > 0 ? 'better' : 'worse';
}
