import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { NO_SETTINGS, plantRepository } from '../testing/plant-repository.ts';
import { digestOf } from './digest-of.ts';
import { readAudit } from './measure-audit.ts';
import { measureBundle } from './measure-bundle.ts';
import { measureComplexity } from './measure-complexity.ts';
import { measureCoverage, runsAnything } from './measure-coverage.ts';
import { measureDuplication } from './measure-duplication.ts';
import { isAllowed, measureLicences } from './measure-licences.ts';
import { describe } from './measure-mutation.ts';
import { chooseSome, digestOfTests } from './run-mutants.ts';

const LOOP =
  'export function count(rows: number[][]): number {\n  let sum = 0;\n  for (const row of rows) {\n    for (const cell of row) {\n      if (cell > 2) sum += cell;\n    }\n  }\n  return sum;\n}\n';

test('complexity is reckoned for every function, in scripts and in parts of pages, whatever comments turn off', async () => {
  const root = plantRepository({
    'a.ts': `${'/*'} eslint-disable */\n${LOOP}`,
    'B.svelte': `<script lang="ts">\n${LOOP.replace('export ', '')}</script>\n<p>{count([])}</p>\n`,
    'c.mjs': 'export const c = 1;\n',
  });
  const { part, byFile } = await measureComplexity(root, ['B.svelte', 'a.ts', 'c.mjs']);
  assert.deepEqual(Object.fromEntries(byFile), {
    'B.svelte': { cognitive: 6, cyclomatic: 4, function: 9 },
    'a.ts': { cognitive: 6, cyclomatic: 4, function: 9 },
    'c.mjs': { cognitive: 0, cyclomatic: 0, function: 0 },
  });
  assert.deepEqual([part.grade, part.figures], ['A', { functions: 2, complex: 0, share: 0 }]);
});

test('a function gains nothing from long lines, and its comments cost nothing', async () => {
  const sum = Array.from({ length: 100 }, (_, at) => `a${at}`).join(' + ');
  const root = plantRepository({
    'a.ts': `export function add(${sum.replaceAll(' +', ',')}) {\n  // Much.\n  return ${sum};\n}\n`,
  });
  const { byFile } = await measureComplexity(root, ['a.ts']);
  assert.equal(byFile.get('a.ts')?.function, 5 + 5 + 1);
});

test('a file that cannot be parsed is no good one, and leaves complexity unknown where there is no other', async () => {
  const root = plantRepository({ 'a.ts': 'const = ;\n' });
  const { part } = await measureComplexity(root, ['a.ts']);
  assert.deepEqual([part.grade, part.said], [null, 'not available: cannot be parsed: a.ts']);
});

test('lines that are there twice count for both files', async () => {
  const root = plantRepository({ 'a.ts': LOOP, 'deep/b.ts': LOOP, 'c.ts': 'export const c = 1;\n' });
  const { part, byFile } = await measureDuplication(root, ['a.ts', 'c.ts', 'deep/b.ts'], {
    minTokens: 40,
    minLines: 5,
  });
  assert.deepEqual([...byFile.keys()].sort(), ['a.ts', 'deep/b.ts']);
  assert.equal(part.figures.places, 1);
  assert.equal(part.grade, 'F');
});

test('files that no test loads have run nothing, and those of types alone have nothing to run', async () => {
  const lcov = 'SF:src/a.ts\nLF:10\nLH:9\nBRF:4\nBRH:4\nend_of_record\n';
  const root = plantRepository({
    'lcov.info': lcov,
    'src/a.ts': LOOP,
    'src/types.ts': "import type { X } from './a.ts';\nexport type Y = { x: X };\n",
    'src/never.ts': 'export const n = 1;\n',
    'src/a.test.ts': 'test();\n',
  });
  const { part, byFile } = await measureCoverage(root, NO_SETTINGS.coverage, 'lcov.info');
  assert.deepEqual(Object.fromEntries(byFile), {
    'src/a.ts': { lines: 90, branches: 100 },
    'src/never.ts': { lines: 0, branches: 0 },
  });
  assert.deepEqual([part.grade, part.figures], ['B', { lines: 81.8, branches: 80, files: 2, never: 1 }]);
  assert.equal(runsAnything("export { a } from './a.ts';\n// words\n"), false);
  assert.equal(runsAnything('export const a = 1;\n'), true);
});

test('coverage that is not there is unknown, and old coverage is not used', async () => {
  const root = plantRepository({ 'lcov.info': 'SF:src/a.ts\nLF:1\nLH:1\n', 'src/a.ts': LOOP });
  const { part: missing } = await measureCoverage(root, NO_SETTINGS.coverage, 'other.info');
  assert.equal(missing.grade, null);
  writeFileSync(path.join(root, 'src/a.ts'), `${LOOP}\n`);
  const { part: old } = await measureCoverage(root, NO_SETTINGS.coverage);
  assert.deepEqual(
    [old.grade, old.said],
    [null, 'not available: there is no lcov.info. made by false, which failed: '],
  );
});

test('a registry that does not answer is no A', () => {
  const counts = { info: 0, low: 0, moderate: 1, high: 0, critical: 0 };
  assert.deepEqual(
    [
      readAudit({ stdout: '', stderr: 'ENOTFOUND\n' }).grade,
      readAudit({ stdout: '{"message":"405","error":{"summary":"405 Method Not Allowed"}}', stderr: '' }).said,
    ],
    [null, 'not available: 405 Method Not Allowed'],
  );
  assert.equal(
    readAudit({ stdout: JSON.stringify({ metadata: { vulnerabilities: { ...counts, moderate: 0 } } }), stderr: '' })
      .grade,
    'A',
  );
  assert.deepEqual(
    readAudit({
      stdout: JSON.stringify({
        metadata: { vulnerabilities: counts },
        vulnerabilities: { tide: { severity: 'moderate', range: '<2' } },
      }),
      stderr: '',
    }).problems,
    [{ text: 'tide <2: moderate' }],
  );
});

test('licences are read as expressions', () => {
  const allowed = ['MIT', 'ISC'];
  assert.deepEqual(
    [
      'MIT',
      'GPL-2.0',
      '(MIT OR GPL-2.0)',
      'MIT AND GPL-2.0',
      'MIT AND (GPL-2.0 OR ISC)',
      '',
      'SEE LICENSE IN x',
      '(MIT',
    ].map((text) => isAllowed(text, allowed)),
    [true, false, true, false, true, false, false, false],
  );
});

test('packages of the product are asked for their licence, those of development not', () => {
  const packages = {
    '': {},
    'node_modules/a': { version: '1.0.0', license: 'MIT' },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/c': { version: '1.0.0', dev: true, license: 'GPL-2.0' },
  };
  const root = plantRepository({ 'package-lock.json': JSON.stringify({ packages }) });
  const part = measureLicences(root, { allowed: ['MIT'], known: {} });
  assert.deepEqual([part.grade, part.problems], ['D', [{ text: 'b@2.0.0: it names no licence' }]]);
  assert.equal(measureLicences(root, { allowed: ['MIT'], known: { 'b@2.0.0': 'MIT' } }).grade, 'A');
});

test('a build that is missing, or a group that nothing is in, is not small', () => {
  const root = plantRepository({ 'build/a.js': 'x'.repeat(100) });
  const groups = [{ name: 'scripts', files: ['*.js'], limit: 1000 }];
  assert.equal(measureBundle(root, { folder: 'build', groups }).grade, 'A');
  assert.equal(measureBundle(root, { folder: 'build', groups: [{ ...groups[0]!, limit: 10 }] }).grade, 'F');
  assert.equal(measureBundle(root, { folder: 'other', groups }).grade, null);
  assert.equal(measureBundle(root, { folder: 'build', groups: [{ ...groups[0]!, files: ['*.css'] }] }).grade, null);
});

test('a result of mutations that is older than a file, or lacks one, is no A', () => {
  const root = plantRepository({ 'a.ts': 'one', 'b.ts': 'two' });
  const settings = { ...NO_SETTINGS.mutation, targets: [{ files: ['a.ts'], tests: [] }] };
  const tried = {
    digest: digestOf('one'),
    tests: digestOfTests(root, []),
    commit: 'abcdef012',
    at: '2027-01-02T03:04:05Z',
    seconds: 60,
    killed: 9,
    total: 10,
    survived: [{ line: 1, what: 'X' }],
  };
  const result = {
    sample: false,
    files: { 'a.ts': tried },
    untried: { 'b.ts': 'there was no time for it' },
    unfit: [],
  };
  assert.deepEqual([describe(root, settings, result).grade, describe(root, settings, result).figures.score], ['A', 90]);
  assert.deepEqual(describe(root, settings, result).notes, ['Tried to 2027-01-02, last at abcdef0, in 60 s.']);
  const lacking = describe(root, { ...settings, targets: [{ files: ['a.ts', 'b.ts'], tests: [] }] }, result);
  assert.deepEqual(
    [lacking.grade, lacking.problems],
    [
      'B',
      [
        { file: 'b.ts', text: 'not tried: there was no time for it' },
        { file: 'a.ts', line: 1, text: 'nobody noticed X' },
      ],
    ],
  );
  assert.equal(
    describe(root, { ...settings, targets: [{ files: ['a.ts', 'b.ts', 'c.ts'], tests: [] }] }, result).grade,
    null,
  );
  const untested = describe(root, { ...settings, targets: [{ files: ['a.ts'], tests: ['gone.test.ts'] }] }, result);
  assert.deepEqual(
    [untested.grade, untested.notes.slice(1)],
    ['B', ['With tests that are gone: gone.test.ts.', 'With tests that are others now: a.ts.']],
  );
  writeFileSync(path.join(root, 'a.ts'), 'other');
  assert.equal(describe(root, settings, result).grade, 'B');
});

test('a sample is some changes of each file, the same for the same commit', () => {
  const mutants = ['a.ts', 'b.ts'].flatMap((file) =>
    Array.from({ length: 20 }, (_, at) => ({ id: `${file}${at}`, file, line: at, what: 'X' })),
  );
  const chosen = ['c1', 'c1', 'c2'].map((commit) => chooseSome(mutants, commit, 3).map(({ id }) => id));
  assert.deepEqual(chosen[0], chosen[1]);
  assert.notDeepEqual(chosen[0], chosen[2]);
  assert.deepEqual(
    chosen[0]!.map((id) => id.slice(0, 4)),
    ['a.ts', 'a.ts', 'a.ts', 'b.ts', 'b.ts', 'b.ts'],
  );
});
