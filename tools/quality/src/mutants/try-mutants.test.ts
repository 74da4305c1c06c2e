import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plantRepository } from '../testing/plant-repository.ts';
import { type Tried, tryMutants } from './try-mutants.ts';

const NOTHING_LEFT_OUT = { words: {}, equal: {} };

function tryIn(
  files: Record<string, string>,
  options: { tests?: string[]; leftOut?: typeof NOTHING_LEFT_OUT } = {},
): Promise<Tried> {
  const root = plantRepository({ 'package.json': '{"type":"module"}', ...files });
  return tryMutants({
    root,
    files: ['a.ts'],
    tests: options.tests ?? ['a.test.ts'],
    leftOut: options.leftOut ?? NOTHING_LEFT_OUT,
    choose: (mutants) => mutants,
    progress: () => {},
  });
}

const summary = ({ mutants, survived }: Tried) => [mutants.length, survived.map(({ line, what }) => `${line} ${what}`)];
const testsOf = (...lines: string[]): string =>
  [
    "import assert from 'node:assert/strict';",
    "import { after, before, describe, test } from 'node:test';",
    "import * as a from './a.ts';",
    'void [after, before, describe];',
    ...lines,
  ].join('\n');

test('a change survives that no test notices, and one that no test runs', async () => {
  const source =
    'export const sum = (a: number, b: number): number => a + b;\nexport const less = (a: number, b: number): number => a - b;\n';
  const tried = await tryIn({
    'a.ts': source,
    'a.test.ts': testsOf("test('sums', () => void assert.equal(a.sum(2, 0), 2));"),
  });
  assert.deepEqual(summary(tried), [
    4,
    [
      '1 ArithmeticOperator: a + b → a - b',
      '2 ArrowFunction: (a: number, b: number): number => a - b → () => undefined',
      '2 ArithmeticOperator: a - b → a + b',
    ],
  ]);
});

test('what the first file of tests does not notice the next may', async () => {
  const source = 'export const sum = (a: number, b: number): number => a + b;\n';
  const tried = await tryIn(
    {
      'a.ts': source,
      'a.test.ts': testsOf("test('nothing much', () => void assert.equal(a.sum(2, 0), 2));"),
      'b.test.ts': testsOf(
        "describe('a part', () => { test('of it', async () => void assert.equal(a.sum(2, 1), 3)); });",
      ),
    },
    { tests: ['a.test.ts', 'b.test.ts'] },
  );
  assert.deepEqual(summary(tried), [2, []]);
});

test('code that runs while it is loaded is changed before that', async () => {
  const source = "export const names = ['a', 'b'];\n";
  const tried = await tryIn({
    'a.ts': source,
    'a.test.ts': testsOf("test('the first', () => void assert.equal(a.names[0], 'a'));"),
  });
  assert.deepEqual(summary(tried), [3, [`1 StringLiteral: 'b' → ""`]]);
});

test('a loop without end is noticed, and so is a failure that nobody awaits', async () => {
  const source =
    'export function count(to: number): number {\n  let sum = 0;\n  while (sum < to) {\n    sum += 1;\n  }\n  return sum;\n}\n';
  const tried = await tryIn({
    'a.ts': source,
    'a.test.ts': testsOf(
      "test('counts', async () => { setTimeout(() => assert.equal(a.count(3), 3), 1); await new Promise((go) => setTimeout(go, 30)); });",
    ),
  });
  assert.deepEqual(summary(tried), [6, []]);
});

test('what a mutant leaves behind is not blamed on the next: it is tried again where nothing was before', async () => {
  const source =
    'const kept: number[] = [];\nexport function keep(n: number): number {\n  if (n > 5) kept.push(n);\n  return kept.length;\n}\nexport const ten = (): number => 5 + 5;\n';
  const tests = testsOf(
    "test('keeps none', () => void assert.equal(a.keep(1), 0));",
    "test('ten', () => void assert.equal(a.ten() + a.keep(0), 10));",
  );
  const { survived } = await tryIn({ 'a.ts': source, 'a.test.ts': tests });
  assert.deepEqual(
    survived.map(({ what }) => what),
    ['ConditionalExpression: n > 5 → false', 'EqualityOperator: n > 5 → n >= 5', 'CallExpression: kept.push(n); → ;'],
  );
});

test('a test that passes only once, or fails as the code is, is named and not asked; where none passes nothing is known', async () => {
  const source = 'export const one = (): number => 1 - 0;\n';
  const once = testsOf(
    'let runs = 0;',
    "test('once', () => { runs += 1; assert.equal(runs, 1); assert.equal(a.one(), 1); });",
    "test('ever', () => void a.one());",
  );
  const tried = await tryIn({ 'a.ts': source, 'a.test.ts': once });
  assert.deepEqual([tried.unfit, tried.survived.length], [['a.test.ts: once'], 2]);
  const failing = testsOf(
    "test('two', () => void assert.equal(a.one(), 2));",
    "test('one', () => void assert.equal(a.one(), 1));",
  );
  const left = await tryIn({ 'a.ts': source, 'a.test.ts': failing });
  assert.deepEqual(
    [left.unfit, left.survived.map(({ what }) => what)],
    [['a.test.ts: two'], ['ArithmeticOperator: 1 - 0 → 1 + 0']],
  );
  await assert.rejects(
    tryIn({ 'a.ts': source, 'a.test.ts': testsOf("test('two', () => void assert.equal(a.one(), 2));") }),
    /a\.test\.ts, “two” fails as the code is/,
  );
  await assert.rejects(tryIn({ 'a.ts': source, 'a.test.ts': 'nonsense(' }), /cannot be loaded/);
});

test('words of errors and changes that mean the same are left out where a reason is given', async () => {
  const source =
    "export function check(n: number): number {\n  if (n < 0) throw new RangeError('It is below 0');\n  return Math.max(n, 0);\n}\n";
  const tests = testsOf(
    "test('checks', () => { assert.throws(() => a.check(-1), RangeError); assert.equal(a.check(2), 2); assert.equal(a.check(0), 0); });",
  );
  const all = await tryIn({ 'a.ts': source, 'a.test.ts': tests });
  assert.deepEqual(summary(all)[1], [`2 StringLiteral: 'It is below 0' → ""`]);
  const some = await tryIn(
    { 'a.ts': source, 'a.test.ts': tests },
    {
      leftOut: {
        words: { RangeError: 'for programmers' },
        equal: { 'a.ts: EqualityOperator: n < 0 → n <= 0': 'it is one' },
      },
    },
  );
  assert.deepEqual([some.survived, some.mutants.some(({ what }) => what.includes('n <= 0'))], [[], false]);
});

test('hooks stand around each test, and a test has its own end, parts and mocks', async () => {
  const source = 'export const now = (): number => Date.now() + 0 * 1;\n';
  const tests = testsOf(
    'const log: string[] = [];',
    "describe('a part', () => {",
    "  before(() => void log.push('before'));",
    "  test('of it', async (t) => { t.after(() => void log.push('end')); t.mock.timers.enable({ apis: ['Date'], now: 7 }); await t.test('deep', () => void assert.equal(a.now(), 7)); });",
    "  test.skip('never', () => assert.fail());",
    '});',
    "test('all of it', () => { assert.equal(log[0], 'before'); assert.equal(log.filter((word) => word === 'before').length, 1); assert.equal(Date.now() > 7, true); });",
  );
  const tried = await tryIn({ 'a.ts': source, 'a.test.ts': tests });
  assert.deepEqual(summary(tried).slice(1), [
    ['1 ArithmeticOperator: Date.now() + 0 * 1 → Date.now() - 0 * 1', '1 ArithmeticOperator: 0 * 1 → 0 / 1'],
  ]);
});
