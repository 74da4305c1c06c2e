/** Documents show and name what is there: pictures that the looks journey takes, and tests. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { DOCUMENTED, LARGEST_PICTURE, PICTURES_FOLDER } from '../journeys/documented.ts';

const listed = Object.keys(DOCUMENTED)
  .map((name) => `${name}.webp`)
  .sort();

test('the folder of pictures has those that the journey takes, and no others', () => {
  assert.deepEqual(readdirSync(PICTURES_FOLDER).sort(), listed);
});

test('each picture is shown in the README or a document, and each that is shown is taken', () => {
  const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: PROGRAM_ROOT })];
  const shown = documents.flatMap((file) =>
    [...readFileSync(path.join(PROGRAM_ROOT, file), 'utf8').matchAll(/screenshots\/([\w.-]+)/g)].map(
      (match) => match[1],
    ),
  );
  assert.deepEqual([...new Set(shown)].sort(), listed);
});

test(`no picture has more than ${LARGEST_PICTURE / 1000} kB`, () => {
  assert.deepEqual(
    listed.filter((file) => statSync(path.join(PICTURES_FOLDER, file)).size > LARGEST_PICTURE),
    [],
  );
});

test('every test that SECURITY.md names is there', () => {
  const named = [...readFileSync('SECURITY.md', 'utf8').matchAll(/`((?:src|tests)\/[^`]*)`/g)].map(
    ([, file = '']) => file,
  );
  assert.ok(named.length > 40);
  assert.deepEqual(
    named.filter((file) => !existsSync(file)),
    [],
  );
});
