/** A journey that fails leaves what its readers saw; one that passes leaves nothing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { PROGRAM_ROOT } from '#platform/config.ts';

const traces = mkdtempSync(path.join(tmpdir(), 'foyer-traces-'));
// Inside the program, so that it is found by the names of package.json.
const cache = path.join(PROGRAM_ROOT, '.cache');
mkdirSync(cache, { recursive: true });
const journeys = mkdtempSync(path.join(cache, 'journeys-'));
after(() => {
  for (const folder of [traces, journeys]) rmSync(folder, { recursive: true, force: true });
});

const JOURNEY = `
import { test } from 'node:test';
import { openBrowser } from '#testing/browser.ts';
const browser = await openBrowser();
const open = async () => {
  const page = await browser.newPage();
  await page.setContent('<h1>Hello</h1>');
  return page;
};
test('one that passes', async () => {
  await open();
});
test('one that fails: badly', async () => {
  const left = await open();
  const closed = await open();
  await closed.context().close();
  throw new Error('no');
});
test('a part of another', async (t) => {
  await t.test('fails too', async () => {
    throw new Error('no');
  });
});
`;

test('pictures and traces are kept by the name of the test that failed', { timeout: 60_000 }, () => {
  const file = path.join(journeys, 'sad.test.ts');
  writeFileSync(file, JOURNEY);
  const env: NodeJS.ProcessEnv = { ...process.env, TEST_TRACES: traces };
  delete env.NODE_TEST_CONTEXT;
  assert.equal(spawnSync(process.execPath, ['--test', file], { env, cwd: PROGRAM_ROOT }).status, 1);
  const kept = readdirSync(traces, { recursive: true }).map(String).sort();
  assert.deepEqual(
    kept.filter((name) => !name.includes('/')),
    ['sad-a-part-of-another-fails-too', 'sad-one-that-fails-badly'],
  );
  const inside = kept
    .filter((name) => name.startsWith('sad-one-that-fails-badly/'))
    .map((name) => name.replace(/^.*?\//, '').replace(/\d+/, 'N'))
    .sort();
  assert.deepEqual(inside, [
    'closed-N-page-1.png',
    'closed-N-trace.zip',
    'reader-N-page-1.png',
    'reader-N-page-1.png',
    'reader-N-trace.zip',
    'reader-N-trace.zip',
  ]);
});
