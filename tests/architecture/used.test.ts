/** The product contains what the product uses: nothing is exported for tests alone. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

process.chdir(path.resolve(import.meta.dirname, '../..'));

/** What only tests call today, and why it stays. */
const KEPT: Record<string, string> = {
  'src/features/passes/server/find-ticket.ts findTicketByCode': 'admission at the door of an event needs it next',
  'src/platform/signals/namespace.ts Namespace': 'a part of named signals as they are documented',
  'src/platform/storage/check-upload.ts adoptUpload': 'takes over what browsers upload directly',
};

/** Whose exports a framework or the command line calls. */
const CALLED_BY_NAME = /^src\/(hooks\.server|params)\.ts$|^src\/routes\/(.*\/)?\+|^src\/entry\/cli\.ts$/;

const isTest = (file: string): boolean => /\.test\.ts$|^(src\/testing|tests|bench)\//.test(file);

const withoutComments = (source: string): string =>
  source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');

const exportsOf = (source: string): string[] =>
  [...source.matchAll(/^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm)].map(([, name]) => name as string);

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}`;
  return specifier.startsWith('.') ? path.join(path.dirname(file), specifier) : specifier;
}

/** `src/x.ts name` for each value that a file imports or passes on by name. */
function importsOf(file: string, source: string): string[] {
  const found = source.matchAll(/(?:import|export) (?!type )(?:\w+, )?\{([^}]*)\} from '([^']+)'/g);
  return [...found].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((one) => one.trim().split(' as ')[0] ?? '')
      .filter((one) => one !== '' && !one.startsWith('type '))
      .map((one) => `${resolve(file, from)} ${one}`),
  );
}

/** The modules that a file takes as a whole. */
function modulesOf(file: string, source: string): string[] {
  const found = source.matchAll(/import \* as \w+ from '([^']+)'|import\('([^']+)'\)/g);
  return [...found].map(([, named = '', later]) => resolve(file, later ?? named));
}

/** `export * from` another module: whoever imports from this file imports from that one. */
const passedOnBy = (file: string, source: string): string[] =>
  [...source.matchAll(/export \* from '([^']+)'/g)].map(([, from = '']) => resolve(file, from));

/** What is exported, used nowhere else in its own file and imported by nothing but tests. */
function onlyTested(sources: Map<string, string>): string[] {
  const product = [...sources].filter(([file]) => !isTest(file));
  const imported = new Set(product.flatMap(([file, source]) => importsOf(file, source)));
  const whole = new Set(product.flatMap(([file, source]) => modulesOf(file, source)));
  for (const [file, source] of product)
    for (const other of passedOnBy(file, source))
      for (const one of imported) if (one.startsWith(`${file} `)) imported.add(one.replace(file, other));
  return product
    .filter(([file]) => file.startsWith('src/') && file.endsWith('.ts') && !CALLED_BY_NAME.test(file))
    .filter(([file]) => !whole.has(file))
    .flatMap(([file, source]) =>
      exportsOf(source)
        .filter((name) => source.match(new RegExp(`\\b${name}\\b`, 'g'))?.length === 1)
        .map((name) => `${file} ${name}`),
    )
    .filter((one) => !imported.has(one))
    .sort();
}

test('what the product exports has a caller that is no test', () => {
  const files = globSync(['src/**/*.{ts,svelte}', 'bin/*.mjs', 'bin/dev', 'vite.config.ts', '{tests,bench}/**/*.ts']);
  const sources = new Map(files.map((file) => [file, withoutComments(readFileSync(file, 'utf8'))]));
  assert.deepEqual(onlyTested(sources), Object.keys(KEPT).sort());
});

test('an export that only a test, a type or a comment names is found', () => {
  const sources = new Map([
    [
      'src/a.ts',
      'export const used = 1;\nexport function unused() {}\nexport const own = 2;\nexport const more = own;',
    ],
    ['src/b.ts', "import {\n  more,\n  used as other,\n} from './a.ts';\nother + more;"],
    ['src/a.test.ts', "import { unused } from './a.ts';\nunused();"],
    ['src/c.ts', 'export class Whole {}'],
    ['src/d.ts', "import * as c from './c.ts';\nc;"],
    ['src/e.ts', 'export class Named {}\nexport const passedOn = 1;\nexport const notAsked = 2;'],
    ['src/f.ts', "import { type Named } from './e.ts';\nexport * from './e.ts';"],
    ['src/g.ts', "import { passedOn } from './f.ts';\npassedOn;"],
  ]);
  assert.deepEqual(onlyTested(sources), ['src/a.ts unused', 'src/e.ts Named', 'src/e.ts notAsked']);
});
