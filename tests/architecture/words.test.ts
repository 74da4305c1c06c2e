/** The words of the code are those of the field. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { RETIRED, type RetiredWord } from './retired-words.ts';

const FOLDERS = ['src', 'tests', 'bench', 'bin', 'tools/fake-stripe'];

/** Every line of code and comments; texts that people read are data, in JSON. */
function readLines(): string[] {
  const patterns = FOLDERS.flatMap((folder) => ['ts', 'mjs', 'svelte'].map((ending) => `${folder}/**.${ending}`));
  const files = execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: PROGRAM_ROOT, encoding: 'utf8' });
  return files
    .split('\0')
    .filter(
      (file) =>
        file !== '' &&
        !file.startsWith('tests/architecture/') &&
        !file.includes('/demo/') &&
        !file.endsWith('/text-keys.ts'),
    )
    .flatMap((file) => readFileSync(`${PROGRAM_ROOT}/${file}`, 'utf8').split('\n'));
}

const holds = (line: string, { word, except }: RetiredWord): boolean => word.test(line) && !except?.test(line);

test('no new line brings a retired word back', () => {
  const lines = readLines();
  assert.ok(lines.length > 100_000);
  const more = RETIRED.flatMap((retired) => {
    const count = lines.filter((line) => holds(line, retired)).length;
    const { word, use, left } = retired;
    return count > left ? [`${String(word)} stands in ${count} lines, ${left} are allowed; write ${use}`] : [];
  });
  assert.deepEqual(more, []);
});
