/** Texts that people read: in the catalogue, complete, and none that nobody reads. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  compareTexts,
  missingForReaders,
  otherLanguages,
  READER_AREAS,
  readTexts,
  writeKeys,
} from '../words/catalogue.ts';
import { findTexts } from '../words/find-texts.ts';

process.chdir(path.resolve(import.meta.dirname, '../..'));

type Texts = { [name: string]: string | Texts };

function keysOf(texts: Texts, before = ''): string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    typeof text === 'string' ? [`${before}${name}`] : keysOf(text, `${before}${name}.`),
  );
}

/** Without the ending that i18next chooses by a number. */
const asked = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');

test('every text is named in the code, or by the beginning of a name that the code completes', () => {
  const code = globSync('{src,tests}/**/*.{ts,svelte}')
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const named = new Set([...code.matchAll(/['"`]([\w-]+(?:\.[\w-]+)+)['"`]/g)].map(([, key]) => key as string));
  const begun = [...new Set([...code.matchAll(/`([\w-]+\.[\w.-]*)\$\{/g)].map(([, key]) => key as string))];
  const keys = globSync('src/ui/texts/en/*.json').flatMap((file) =>
    keysOf(JSON.parse(readFileSync(file, 'utf8')) as Texts),
  );
  const idle = keys.filter(
    (key) => !named.has(key) && !named.has(asked(key)) && !begun.some((beginning) => key.startsWith(beginning)),
  );
  assert.deepEqual(idle, []);
  assert.equal(keys.length > 500, true);
});

test('in English the first sentence of every mail begins with a capital letter, after its greeting too', () => {
  const texts = globSync('src/ui/texts/en/*.json').map((file) => JSON.parse(readFileSync(file, 'utf8')) as Texts);
  const said = texts.flatMap(function all(some: Texts): [string, string][] {
    return Object.entries(some).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text] as [string, string]] : all(text),
    );
  });
  const firsts = said
    .filter(([name]) => /(^|[a-z])(lead|body)(_\w+)?$/i.test(name) || name === 'bodyAtTheDoor')
    .map(([, text]) => text.replace(/^Hello [^\n]+,\n\n/, ''));
  // What stands in brackets may be a name, which is spelt as its bearer spells it, but no address.
  assert.deepEqual(
    firsts.filter((text) => !/^(\p{Lu}|[“"]|\d|\{\{?(?!\{?email)\w+\})/u.test(text)),
    [],
  );
  assert.equal(firsts.length > 40, true);
});

test('the keys of the type check are those of the English texts', () => {
  assert.equal(readFileSync('src/platform/i18n/text-keys.ts', 'utf8'), writeKeys(readTexts('en')));
});

for (const language of otherLanguages())
  test(`texts in ${language} belong to English ones, and ask for no other values`, () => {
    const { unused, otherValues } = compareTexts(language);
    assert.deepEqual({ unused, otherValues }, { unused: [], otherValues: [] });
  });

for (const language of otherLanguages())
  test(`texts in ${language} lack nothing that buyers, attendees and account holders read`, () => {
    assert.deepEqual(missingForReaders(language), []);
  });

test('areas that readers meet are files of English texts', () => {
  const files = new Set(globSync('src/ui/texts/en/*.json').map((file) => path.basename(file, '.json')));
  assert.deepEqual(
    READER_AREAS.filter((area) => !files.has(area)),
    [],
  );
});

test('no text stands outside the catalogue', () => {
  assert.deepEqual(
    findTexts().map(({ file, line, text }) => `${file}:${line} ${text}`),
    [],
  );
});
