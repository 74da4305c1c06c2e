/** Each rule that the notes on the language name is on: a line that breaks it is refused. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ESLint } from 'eslint';
import { PROGRAM_ROOT } from '#platform/config.ts';

/** By rule: what it refuses, and the same done well. */
const LINES: Record<string, { bad: string; good: string }> = {
  '@typescript-eslint/prefer-nullish-coalescing': {
    bad: 'export const seats = (count: number | undefined) => count || 10;',
    good: "export const seats = (count: number | undefined, name: string | undefined) => `${count ?? 10} ${name || 'nobody'}`;",
  },
  '@typescript-eslint/require-array-sort-compare': {
    bad: 'export const sorted = [900, 1000].sort();',
    good: "export const sorted = [[900, 1000].sort((a, b) => a - b), ['b', 'a'].sort()];",
  },
  '@typescript-eslint/no-for-in-array': {
    bad: 'export function walk(list: number[]) {\n  for (const place in list) console.log(place);\n}',
    good: 'export function walk(list: number[]) {\n  for (const one of list) console.log(one);\n}',
  },
  '@typescript-eslint/default-param-last': {
    bad: 'export const hold = (seats = 1, buyer: string) => buyer + seats;',
    good: 'export const hold = (buyer: string, seats = 1) => buyer + seats;',
  },
  '@typescript-eslint/no-floating-promises': {
    bad: 'export function go(work: () => Promise<void>) {\n  work();\n}',
    good: 'export async function go(work: () => Promise<void>) {\n  await work();\n}',
  },
  '@typescript-eslint/no-misused-promises': {
    bad: "export const say = (isFree: () => Promise<boolean>) => {\n  if (isFree()) console.log('free');\n};",
    good: "export const say = async (isFree: () => Promise<boolean>) => {\n  if (await isFree()) console.log('free');\n};",
  },
};

const notes = readFileSync(path.join(PROGRAM_ROOT, 'docs/develop/language-notes.md'), 'utf8');

/** Any file of the program does to lint other words in its place. */
const PLACE = path.join(PROGRAM_ROOT, 'src/platform/color.ts');
const eslint = new ESLint({ cwd: PROGRAM_ROOT });

async function refusedBy(code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: PLACE });
  return result?.messages.filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId) ?? [];
}

test('the notes name these rules of eslint and no others', () => {
  const named = [...notes.matchAll(/eslint `([^`]+)`/g)].map(([, rule]) => rule);
  assert.deepEqual(named.sort(), Object.keys(LINES).sort());
});

for (const [rule, { bad, good }] of Object.entries(LINES)) {
  test(`${rule} refuses the bad line and nothing refuses the good one`, async () => {
    assert.deepEqual([await refusedBy(bad), await refusedBy(good)], [[rule], []]);
  });
}

const scratch = path.join(PROGRAM_ROOT, '.cache', `rules-${process.pid}`);
after(() => rmSync(scratch, { recursive: true, force: true }));

function write(name: string, text: string): string {
  mkdirSync(scratch, { recursive: true });
  const file = path.join(scratch, name);
  writeFileSync(file, text);
  return file;
}

test('the compiler refuses a place that may be past the end', () => {
  write('place.ts', 'export const third = (list: { name: string }[]) => list[3].name;\n');
  write('tsconfig.json', JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }));
  const { stdout } = spawnSync(
    process.execPath,
    ['node_modules/@typescript/native/bin/tsc', '-p', scratch, '--pretty', 'false'],
    { cwd: PROGRAM_ROOT, encoding: 'utf8' },
  );
  assert.match(stdout, /^[^\n]*place\.ts\(1,\d+\): error TS2532: Object is possibly 'undefined'\.\n$/);
});

test('biome refuses two equals signs', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'foyer-rules-'));
  const { linter } = JSON.parse(readFileSync(path.join(PROGRAM_ROOT, 'biome.json'), 'utf8')) as { linter: object };
  writeFileSync(path.join(folder, 'biome.json'), JSON.stringify({ linter }));
  const lint = (sign: string): string => {
    writeFileSync(path.join(folder, 'same.ts'), `export const same = (a: string, b: string) => a ${sign} b;\n`);
    const { stdout, stderr } = spawnSync(path.join(PROGRAM_ROOT, 'node_modules/.bin/biome'), ['lint', '.'], {
      cwd: folder,
      encoding: 'utf8',
    });
    return /lint\/\S+/.exec(stdout + stderr)?.[0] ?? 'nothing';
  };
  assert.deepEqual([lint('=='), lint('===')], ['lint/suspicious/noDoubleEquals', 'nothing']);
  rmSync(folder, { recursive: true });
});
