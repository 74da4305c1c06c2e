import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickFiles } from './picture-files.ts';

const files = [35, 50, 150, 500].map((width) => ({ href: `${width}.avif`, width }));
const picked = (shown?: number): number[] => pickFiles(files, shown).map(({ width }) => width);

test('a picture is offered in what serves plain and dense screens, and nothing else', () => {
  assert.deepEqual([24, 36, 72, 220, 420].map(picked), [[35, 50], [35, 50, 150], [50, 150], [150, 500], [500]]);
});

test('of a picture that is too small for its place the largest file is offered', () =>
  assert.deepEqual(picked(2000), [500]));

test('where nobody knows how wide it will be, all files are offered', () =>
  assert.deepEqual(picked(), [35, 50, 150, 500]));

test('no files are no files', () => assert.deepEqual(pickFiles([], 72), []));
