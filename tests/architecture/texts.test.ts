/** Texts of pages: none that no page shows. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

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
  const keys = globSync('src/ui/texts/*en.json').flatMap((file) =>
    keysOf(JSON.parse(readFileSync(file, 'utf8')) as Texts),
  );
  const idle = keys.filter(
    (key) => !named.has(key) && !named.has(asked(key)) && !begun.some((beginning) => key.startsWith(beginning)),
  );
  assert.deepEqual(idle, []);
  assert.equal(keys.length > 500, true);
});

test('in English the first sentence of every mail begins with a capital letter, after its greeting too', () => {
  const texts = globSync('src/ui/texts/*en.json').map((file) => JSON.parse(readFileSync(file, 'utf8')) as Texts);
  const said = texts.flatMap(function all(some: Texts): [string, string][] {
    return Object.entries(some).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text] as [string, string]] : all(text),
    );
  });
  const firsts = said
    .filter(([name]) => /(^|[a-z])(lead|body)(_\w+)?$/i.test(name) || name === 'bodyAtTheDoor')
    .map(([, text]) => text.replace(/^Dear [^\n]+,\n\n/, ''));
  // What stands in brackets may be a name, which is spelt as its bearer spells it, but no address.
  assert.deepEqual(
    firsts.filter((text) => !/^(\p{Lu}|[“"]|\d|\{\{?(?!\{?email)\w+\})/u.test(text)),
    [],
  );
  assert.equal(firsts.length > 40, true);
});
