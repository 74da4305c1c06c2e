import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readOutput } from './read-output.ts';
import type { Output } from './settings.ts';

const read = (output: Output, stdout: string, status: number | null = 1) =>
  readOutput(output, { status, stdout, stderr: 'words of the tool' }, '/tide');

test('problems of each tool are read with their places', () => {
  assert.deepEqual(read('tsc', 'src/a.ts(3,7): error TS2322: Type wrong.\n  more of it\n'), [
    { file: 'src/a.ts', line: 3, text: 'TS2322: Type wrong.' },
  ]);
  const eslint = [
    {
      filePath: '/tide/src/b.ts',
      messages: [
        { severity: 2, ruleId: 'no-x', message: 'No.', line: 4 },
        { severity: 1, ruleId: 'mild', message: 'Hm.' },
      ],
    },
  ];
  assert.deepEqual(read('eslint', JSON.stringify(eslint)), [{ file: 'src/b.ts', line: 4, text: 'no-x: No.' }]);
  const biome = {
    summary: { errors: 1 },
    diagnostics: [
      { severity: 'error', category: 'lint/x', message: 'Bad.', location: { path: 'src/c.ts', start: { line: 9 } } },
      { severity: 'warning', category: 'lint/y' },
    ],
  };
  assert.deepEqual(read('biome', `a line before\n${JSON.stringify(biome)}`), [
    { file: 'src/c.ts', line: 9, text: 'lint/x: Bad.' },
  ]);
  const knip = { issues: [{ file: 'src/d.ts', exports: [{ name: 'unused', line: 2 }], files: [] }] };
  assert.deepEqual(read('knip', JSON.stringify(knip)), [{ file: 'src/d.ts', line: 2, text: 'exports: unused' }]);
  const svelte =
    '1 START "/tide"\n2 {"type":"ERROR","filename":"src/E.svelte","start":{"line":4,"character":1},"message":"Wrong"}\n3 COMPLETED 9 FILES 1 ERRORS\n';
  assert.deepEqual(read('svelte-check', svelte), [{ file: 'src/E.svelte', line: 5, text: 'Wrong' }]);
  const cruiser = {
    summary: {
      totalCruised: 2,
      violations: [
        { rule: { name: 'no-cycles', severity: 'error' }, from: 'src/f.ts', to: 'src/g.ts' },
        { rule: { name: 'soft', severity: 'warn' }, from: 'a', to: 'b' },
      ],
    },
  };
  assert.deepEqual(read('dependency-cruiser', JSON.stringify(cruiser)), [
    { file: 'src/f.ts', text: 'no-cycles: imports src/g.ts' },
  ]);
});

test('a tool that failed has not found nothing', () => {
  assert.deepEqual(read('tsc', '', 0), []);
  assert.throws(() => read('tsc', 'Cannot read tsconfig'), /it ended with 1: words of the tool/);
  assert.throws(() => read('eslint', 'Oops'), /its answer cannot be read/);
  assert.throws(() => read('eslint', '[]', null), /it did not end/);
  assert.throws(() => read('svelte-check', '1 START "/tide"', 0), /it has no end/);
  assert.throws(
    () => read('dependency-cruiser', '{"summary":{"totalCruised":0,"violations":[]}}', 0),
    /it looked at nothing/,
  );
});
