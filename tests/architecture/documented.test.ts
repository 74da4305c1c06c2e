/**
 * Guides show and say what is there: pictures are those that the looks journey takes, and what stands between quotation
 * marks can be read on a page.
 */
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

/** Everything that pages, mails, buttons and the demo may say in English, with the code around it. */
function readWords(): string {
  const files = globSync('src/{entry,features,routes,ui}/**/*.{svelte,ts,json}', { cwd: PROGRAM_ROOT }).filter(
    (file) => !/\.test\.ts$|\bar\.json$/.test(file),
  );
  return files
    .map((file) => path.join(PROGRAM_ROOT, file))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

test('what a guide quotes, such as the words of a button, stands in the product', () => {
  const words = readWords();
  const guides = [
    'docs/start.md',
    'docs/attend.md',
    'docs/speak.md',
    'docs/door.md',
    'docs/account.md',
    ...globSync('docs/{organise,operate}/*.md', { cwd: PROGRAM_ROOT }),
  ];
  const quoted = guides.flatMap((file) => {
    const text = readFileSync(path.join(PROGRAM_ROOT, file), 'utf8').replaceAll(/\s+/g, ' ');
    return [...text.matchAll(/“([^”]+)”/g)].map(([, quote = '']) => ({ file, quote }));
  });
  assert.ok(quoted.length > 100, 'the guides quote what one presses');
  assert.deepEqual(
    quoted.filter(({ quote }) => !words.includes(quote)),
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
