/** Every block that the guide calls tried is, and once. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { guideBlock, TRIED } from './guide.ts';

test('each block that is called tried is used by one of these tests, and each that they use is there', () => {
  const sources = globSync('tests/operations/*.ts', { cwd: PROGRAM_ROOT }).map((file) =>
    readFileSync(path.join(PROGRAM_ROOT, file), 'utf8'),
  );
  const used = sources.flatMap((text) => [...text.matchAll(/\bguideBlock\('([\w-]+)'/g)].map(([, name = '']) => name));
  assert.deepEqual([...new Set(used)].sort(), [...TRIED].sort());
});

test('an example that is put for something real has to stand in its block', () => {
  assert.throws(() => guideBlock('unit', { 'nobody wrote this': '' }), /does not speak of/);
  assert.throws(() => guideBlock(`nobody-wrote-this`), /0 blocks/);
});
