/** What docs/quality.md says of the limits of grades is what they are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { FILE_SCALES, PART_SCALES } from '../../tools/quality/src/grades.ts';

const root = path.resolve(import.meta.dirname, '../..');
const rows = readFileSync(path.join(root, 'docs/quality.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );

/** “–” is what the cell before it says: there is nothing between. */
function limitsOf(name: string, skip: number, take = 0): number[] {
  const row = rows.find(([first]) => first === name || first?.startsWith(name));
  assert.ok(row, `docs/quality.md has no row for ${name}`);
  return row
    .slice(skip)
    .reduce<number[]>(
      (limits, cell) => [...limits, cell === '–' ? limits.at(-1)! : Number.parseFloat(cell.split(', ')[take] ?? cell)],
      [],
    );
}

test('the table of files in the docs is the one that files are graded by', () => {
  const names = {
    problems: 'problems of lint',
    cognitive: 'cognitive complexity',
    cyclomatic: 'cyclomatic complexity',
    function: 'lines of the longest function',
    length: 'lines of the file',
    duplicated: 'lines that are somewhere',
    lines: 'lines that tests run',
    branches: 'branches that tests run',
  };
  const documented = Object.fromEntries(Object.entries(names).map(([name, words]) => [name, limitsOf(words, 1)]));
  assert.deepEqual(
    documented,
    Object.fromEntries(Object.entries(FILE_SCALES).map(([name, { limits }]) => [name, [...limits]])),
  );
});

test('the table of parts in the docs is the one that parts are graded by', () => {
  const names = {
    errors: 'error-prone code',
    security: 'security',
    leftovers: 'unused variables',
    style: 'style',
    compatibility: 'compatibility',
    lint: 'lint',
    types: 'types',
    complexity: 'complexity',
    duplication: 'duplication',
    unused: 'unused code',
    dependencies: 'who imports whom',
    mutation: 'mutation',
    bundle: 'bundles',
    licences: 'licences',
    exclusions: 'exclusions',
  };
  const documented = Object.fromEntries(Object.entries(names).map(([name, words]) => [name, limitsOf(words, 2)]));
  const { coverageLines, coverageBranches, ...scales } = PART_SCALES;
  assert.deepEqual(
    documented,
    Object.fromEntries(Object.entries(scales).map(([name, { limits }]) => [name, [...limits]])),
  );
  assert.deepEqual(
    [limitsOf('coverage', 2), limitsOf('coverage', 2, 1)],
    [[...coverageLines.limits], [...coverageBranches.limits]],
  );
});
