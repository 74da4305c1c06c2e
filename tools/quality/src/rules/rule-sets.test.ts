import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureComplexity } from '../measures/measure-complexity.ts';
import { describeRules } from '../measures/measure-rules.ts';
import { plantRepository } from '../testing/plant-repository.ts';
import { RULES_BY_NAME, type RuleSet } from './rule-sets.ts';

/** A bad sample, and the set, rule and level by which it has to be found. */
const SAMPLES: [what: string, code: string, set: RuleSet, rule: string, level: string][] = [
  [
    'a password in the code',
    `export const login = { user: 'root', password: 'hunter2-is-long' };`,
    'security',
    'sonarjs/no-hardcoded-passwords',
    'error',
  ],
  [
    'a key of a service',
    `export const key = '${'AKIA'}IMNOJVGFDXXXE4OA' + '${'wJalrXUtnFEMI'}/K7MDENG/bPxRfiCYzzQ9kLmPqRsT';`,
    'security',
    'no-secrets/no-secrets',
    'error',
  ],
  [
    'a weak hash',
    `import { createHash } from 'node:crypto';\nexport const sum = (t: string) => createHash('md5').update(t).digest('hex');`,
    'security',
    'sonarjs/hashing',
    'error',
  ],
  [
    'a command by concatenation',
    `import { execSync } from 'node:child_process';\nexport const list = (x: string) => execSync('ls ' + x);`,
    'security',
    'sonarjs/os-command',
    'error',
  ],
  [
    'SQL by concatenation',
    `export const find = (id: string) => 'SELECT * FROM people WHERE id = ' + id;`,
    'security',
    'quality/sql-by-concatenation',
    'error',
  ],
  [
    'SQL in a template',
    'export const drop = (id: string) => `DELETE FROM people WHERE id = ${id}`;',
    'security',
    'quality/sql-by-concatenation',
    'error',
  ],
  [
    'a dangerous regular expression',
    'export const isGood = (t: string) => /^(a+)+$/.test(t);',
    'security',
    'regexp/no-super-linear-backtracking',
    'error',
  ],
  [
    'an insecure random number',
    `export const token = () => Math.random().toString(36).slice(2);`,
    'security',
    'sonarjs/pseudo-random',
    'warning',
  ],
  ['eval', 'export const run = (code: string) => eval(code);', 'security', 'no-eval', 'error'],
  ['a debugger', 'debugger;\nexport const a = 1;', 'errors', 'no-debugger', 'error'],
  ['two equal signs', 'export const is = (a: number, b: string) => a == Number(b);', 'errors', 'eqeqeq', 'error'],
  [
    'an unused variable',
    'const left = 1;\nexport const b = 2;',
    'leftovers',
    '@typescript-eslint/no-unused-vars',
    'warning',
  ],
  ['any', 'export const c = (d: any) => d;', 'style', '@typescript-eslint/no-explicit-any', 'warning'],
  ['var', 'export var e = 1;', 'style', 'no-var', 'warning'],
  ['an empty block', 'export function f(g: boolean) {\n  if (g) {\n  }\n}', 'style', 'no-empty', 'warning'],
  [
    'a part of Node that is no more',
    `import url from 'node:url';\nexport const h = (i: string) => url.parse(i);`,
    'compatibility',
    'n/no-deprecated-api',
    'error',
  ],
  [
    'a part of Node that came later',
    `import { globSync } from 'node:fs';\nexport const j = () => globSync('*');`,
    'compatibility',
    'n/no-unsupported-features/node-builtins',
    'error',
  ],
];

test('each kind of bad code is found by the rule of its category', async () => {
  const files = Object.fromEntries(SAMPLES.map(([, code], at) => [`src/sample${at}.ts`, `${code}\n`]));
  const root = plantRepository({ ...files, 'package.json': JSON.stringify({ engines: { node: '>=20' } }) });
  const { found } = await measureComplexity(root, Object.keys(files));
  const all = [...found].flatMap(([set, problems]) => problems.map((problem) => ({ set, ...problem })));
  for (const [at, [what, , set, rule, level]] of SAMPLES.entries()) {
    const here = all.filter(({ file }) => file === `src/sample${at}.ts`);
    const match = here.find((problem) => problem.set === set && problem.rule === rule);
    assert.ok(match, `${what}: ${rule} is not among ${here.map((problem) => problem.rule).join(', ') || 'nothing'}`);
    assert.equal(match.level, level, what);
  }
});

test('values that are bound, words that only look alike, and other harmless code are no findings', async () => {
  const root = plantRepository({
    'src/good.ts': [
      'declare function sql(parts: TemplateStringsArray, ...values: unknown[]): unknown;',
      'export const find = (id: string) => sql`SELECT * FROM people WHERE id = ${id}`;',
      `export const text = 'Select one ' + String(1);`,
      'export const words = (name: string) => `Select ${name} and update it`;',
      `export const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';`,
      'export const isWord = (word: string) => /^[a-z]+$/.test(word);',
      '',
    ].join('\n'),
  });
  const { found } = await measureComplexity(root, ['src/good.ts']);
  assert.deepEqual([...found], []);
});

test('what is found in tests about security is a hint, and findings count by weight', async () => {
  const code = `export const key = { password: 'hunter2-is-long' };\n`;
  const root = plantRepository({ 'src/a.ts': code, 'src/a.test.ts': code });
  const { found } = await measureComplexity(root, ['src/a.ts', 'src/a.test.ts']);
  const levels = (found.get('security') ?? []).map(({ file, level }) => [file, level]);
  assert.deepEqual(levels.sort(), [
    ['src/a.test.ts', 'hint'],
    ['src/a.ts', 'error'],
  ]);
  const problem = (level: 'error' | 'warning') => ({ text: 'x', level });
  assert.deepEqual(
    [
      describeRules('style', [problem('error')], 1000).figures.share,
      describeRules('style', [problem('warning')], 1000).figures.share,
    ],
    [1, 0.25],
  );
  assert.deepEqual(
    [describeRules('security', [], 90_000).grade, describeRules('security', [problem('error')], 90_000).grade],
    ['A', 'B'],
    'one error about security is no A in however large a repository',
  );
  assert.equal(describeRules('security', [], 0).grade, null);
});

test('every rule that is named is there', async () => {
  const root = plantRepository({ 'a.ts': 'export const a = 1;\n' });
  const { found, part } = await measureComplexity(root, ['a.ts']);
  assert.equal(part.grade, 'A');
  assert.deepEqual([...found], []);
  assert.equal(RULES_BY_NAME.size > 140, true);
});
