import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gradeFile } from './grade-files.ts';
import { gradeCategories, gradeWhole } from './grade-whole.ts';
import { gradeOf, letterOf, pointsOf, type Letter } from './grades.ts';
import type { FileGrade, Part, PartName } from './report.ts';

const part = (name: PartName, grade: Letter | null): Part => ({
  name,
  title: name,
  grade,
  said: '',
  figures: {},
  problems: [],
  notes: [],
  seconds: 0,
});
const file = (grade: Letter, size = 100): FileGrade => ({ path: `${grade}${size}.ts`, grade, size, measures: {} });
const whole = (grade: Letter) => ({ grade, measured: grade, missing: [] });

test('a limit itself has the better letter, in both directions', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((value) => gradeOf(value, { way: 'down', limits: [1, 2, 3, 4, 5] })),
    ['A', 'A', 'B', 'C', 'D', 'E', 'F'],
  );
  assert.deepEqual(
    [90, 89.9, 50, 49, 0].map((value) => gradeOf(value, { way: 'up', limits: [90, 80, 70, 60, 50] })),
    ['A', 'B', 'E', 'F', 'F'],
  );
  assert.deepEqual([5, 4.5, 4.49, 0.5, 0.4, -1].map(letterOf), ['A', 'A', 'B', 'E', 'F', 'F']);
  assert.deepEqual((['A', 'F'] as const).map(pointsOf), [5, 0]);
});

test('a file has the mean of its measures, and is never more than one letter better than the worst', () => {
  const grade = (measures: FileGrade['measures']): Letter => gradeFile({ path: 'x.ts', size: 1, measures }).grade;
  assert.equal(grade({ length: 10, cognitive: 3, cyclomatic: 4 }), 'A');
  assert.equal(grade({ length: 10, cognitive: 10, cyclomatic: 4 }), 'A');
  assert.equal(
    grade({ length: 10, cognitive: 3, cyclomatic: 4, function: 10, duplicated: 0, lines: 10, branches: 100 }),
    'E',
  );
  assert.equal(grade({ length: 600, cognitive: 14 }), 'C');
});

test('a type error makes an F, and a file without coverage is a B at best', () => {
  assert.deepEqual(gradeFile({ path: 'x.ts', size: 1, measures: { length: 1 }, broken: 'no such type' }), {
    path: 'x.ts',
    size: 1,
    measures: { length: 1 },
    grade: 'F',
    note: 'no such type',
  });
  assert.equal(gradeFile({ path: 'x.ts', size: 1, measures: { length: 1 }, uncovered: true }).grade, 'B');
  assert.equal(gradeFile({ path: 'x.ts', size: 1, measures: { length: 600 }, uncovered: true }).grade, 'D');
});

test('the whole weighs files four times, what tests prove twice, and big files more than small ones', () => {
  assert.deepEqual(gradeWhole([file('A')], [part('lint', 'F'), part('types', 'A')]), {
    ...whole('C'),
    points: 4.17,
    capped: ['No better than a C with an F: lint.'],
  });
  assert.deepEqual(gradeWhole([file('A')], [part('coverage', 'C'), part('types', 'A')]), {
    ...whole('B'),
    points: 4.43,
    capped: [],
  });
  assert.deepEqual(gradeWhole([file('A', 300), file('E', 100)], []), { ...whole('B'), points: 4, capped: [] });
});

test('lines that are not graded count as an F, so that leaving a file out lifts no grade', () => {
  assert.deepEqual(gradeWhole([file('A', 300), file('F', 100)], []), gradeWhole([file('A', 300)], [], 100));
  assert.deepEqual(
    gradeWhole([file('A', 300), file('C', 100)], []).points > gradeWhole([file('A', 300)], [], 100).points,
    true,
  );
});

test('what is not known is left out of the mean, and is no A', () => {
  assert.deepEqual(gradeWhole([file('A')], [part('audit', null), part('types', 'A')]), {
    ...whole('B'),
    points: 5,
    capped: ['No A while something is not known: audit.'],
  });
  assert.deepEqual(gradeWhole([file('C')], [part('audit', null)]), { ...whole('C'), points: 3, capped: [] });
});

test('a category of which nothing is known leaves the whole without a grade, whatever the rest is', () => {
  const parts = [part('errors', 'A'), part('coverage', null), { ...part('mutation', null), unset: true }];
  const categories = gradeCategories(parts).filter(({ name }) => ['error-prone', 'coverage'].includes(name));
  assert.deepEqual(
    categories.map(({ name, grade, said }) => [name, grade, said]),
    [
      ['error-prone', 'A', 'errors A'],
      ['coverage', null, 'not measured: coverage'],
    ],
  );
  const { grade, measured, missing } = gradeWhole([file('A')], parts, 0, categories);
  assert.deepEqual([grade, measured, missing], [null, 'B', ['Coverage']]);
  const asked = gradeCategories(parts, { coverage: 'measured elsewhere' });
  assert.equal(
    asked.some(({ name }) => name === 'coverage'),
    false,
  );
});

test('a category is as good as the worst of its parts, and names those that are not known', () => {
  const [category] = gradeCategories([part('errors', 'A'), part('lint', 'C'), part('types', null)]);
  assert.deepEqual([category?.grade, category?.said], ['C', 'errors A; lint C; not measured: types']);
});
