/** What the guides name is what there is: settings with their defaults, figures, labels of pages. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { describeSettings, PROGRAM_ROOT } from '#platform/config.ts';
import { readTexts } from '../words/catalogue.ts';

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

/** In quotation marks, or bold, and not on a page of Foyer: names in examples, and what a page of test money says. */
const EXCUSED = ['Workshops', 'Early reader', 'Standard', 'the bank'];

const plain = (text: string): string => text.replace(/[.:]$/, '');

/** Whether something is a whole text of the catalogue; a value in it may stand for anything. */
function labelCheck(): (label: string) => boolean {
  const texts = [...readTexts('en').values()].map(plain);
  const whole = new Set(texts);
  const withValues = texts
    .filter((text) => /\{\{/.test(text) && /\p{L}+ \p{L}+/u.test(text.replaceAll(/\{\{\w+\}\}/g, '')))
    .map(
      (text) =>
        new RegExp(
          `^${text
            .split(/\{\{\w+\}\}/)
            .map(RegExp.escape)
            .join('.+')}$`,
        ),
    );
  return (label) => whole.has(label) || withValues.some((pattern) => pattern.test(label));
}

test('labels that guides quote are whole texts of the catalogue, and so are bold ones in those for organisers', () => {
  const isLabel = labelCheck();
  const organise = globSync('docs/organise/*.md', { cwd: PROGRAM_ROOT });
  const guides = globSync('docs/{operate/*,start,attend,speak,door,account}.md', { cwd: PROGRAM_ROOT });
  const named = [...organise, ...guides].flatMap((file) => {
    const text = read(file).replaceAll(/\s+/g, ' ');
    const bold = organise.includes(file) ? text.matchAll(/\*\*([^*]+)\*\*/g) : [];
    return [...text.matchAll(/“([^”]+)”/g), ...bold].map(([, label = '']) => ({ file, label: plain(label) }));
  });
  assert.ok(named.length > 200, 'guides name what one presses and reads');
  assert.deepEqual(
    named.filter(({ label }) => !EXCUSED.includes(label) && !isLabel(label)),
    [],
  );
});
