/** Codes of problems are published: each has its entry in the reference of the API, and none goes away. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { listProblems } from '#api/problems.ts';
import { codesNow, readPublished, statusesNow } from '../words/problem-codes.ts';

const published = readPublished();
const codes = new Set(codesNow());

test('every problem of the catalogue is published, and has its entry with a text and its values', () => {
  assert.deepEqual(
    [...codes].filter((code) => !(code in published)),
    [],
    'npm run words -- --write',
  );
  const listed = listProblems('en').flatMap(({ problems }) => problems);
  assert.deepEqual(
    listed.map(({ code }) => code),
    Object.keys(published),
  );
  assert.deepEqual(
    listed.filter(({ text, successor }) => !successor && (text === '' || text.startsWith('problem.'))),
    [],
  );
});

test('no published code goes away: it is in the catalogue, or names a successor that is', () => {
  const lost = Object.entries(published).filter(
    ([code, { successor }]) => !codes.has(code) && (successor === undefined || !codes.has(successor)),
  );
  assert.deepEqual(lost, []);
});

test('the published status of a code is one with which the program refuses by it', () => {
  const wrong = [...statusesNow()].filter(
    ([code, statuses]) => code in published && !statuses.includes(published[code]?.status ?? 0),
  );
  assert.deepEqual(wrong, []);
});

test('every problem of the catalogue is named in the program, or begun there and completed', () => {
  const program = globSync('src/**/*.{ts,svelte}')
    .filter((file) => !/\.test\.ts$|text-keys\.ts$/.test(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  const begun = [...program.matchAll(/`([\w-]+\.[\w-]*)\$\{/g)].map(([, beginning]) => beginning as string);
  const ended = [...program.matchAll(/`\$\{\w+\}(\.[\w-]+)`/g)].map(([, ending]) => ending as string);
  const idle = [...codes].filter(
    (code) =>
      !program.includes(`'${code}'`) &&
      !begun.some((beginning) => code.startsWith(beginning)) &&
      !ended.some((ending) => code.endsWith(ending)),
  );
  assert.deepEqual(idle, []);
});
