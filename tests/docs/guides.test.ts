/** What the guides name is what there is: settings with their defaults, figures, rules of the linters. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { describeSettings, PROGRAM_ROOT } from '#platform/config.ts';

const read = (file: string): string => readFileSync(path.join(PROGRAM_ROOT, file), 'utf8');
const sources = globSync('src/**/*.ts', { cwd: PROGRAM_ROOT }).filter(
  (file) => !/\.test\.ts$|^src\/testing\//.test(file),
);
const unique = (names: string[]): string[] => [...new Set(names)].sort();

/** Cells of the rows whose first one is a name in backticks. */
function rows(file: string): string[][] {
  return read(file)
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

test('the page of settings has a row for each setting, and for nothing else', () => {
  const documented = rows('docs/operate/configuration.md').map(([name = '']) => name.slice(1, -1));
  // Read where the schema of settings is not at hand.
  const besides = sources.flatMap((file) =>
    [...read(file).matchAll(/\benv\.(FOYER_[A-Z]+)/g)].map(([, name = '']) => name),
  );
  assert.deepEqual([...documented].sort(), unique([...describeSettings({}).map(({ name }) => name), ...besides]));
});

test('defaults on that page are those of the program', () => {
  const plain = new Map(describeSettings({}).map(({ name, value }) => [name, value]));
  const documented = rows('docs/operate/configuration.md').flatMap(([name = '', , without = '']) => {
    const value = /^`([^`…]+)`$/.exec(without)?.[1];
    return value ? [[name.slice(1, -1), value]] : [];
  });
  const real = [...plain]
    .filter(([name, value]) => !/^\(/.test(value) && name !== 'MAIL_FROM')
    .map(([name, value]) => [name, name === 'FOYER_DATA' ? './data' : value]);
  assert.deepEqual(documented.sort(), real.sort());
});

test('the figures on the page about watching are those that the program has', () => {
  const named = unique([...read('docs/operate/watching.md').matchAll(/\bfoyer_[a-z_]+/g)].map(([name]) => name));
  const there = unique(
    sources.flatMap((file) =>
      [...read(file).matchAll(/'(foyer_[a-z]+_[a-z_]+)',\s*(?:help|')|name: '(foyer_[a-z_]+)'/g)].map(
        ([, gauge, other]) => gauge ?? other ?? '',
      ),
    ),
  );
  assert.deepEqual(named, there);
});
