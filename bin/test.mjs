// `npm test`: types, lint, architecture, unit and integration tests, journeys. Ends with a line that counts them all.
// `npm test -- FILE...`: these test files alone. With COVERAGE=yes it also notes which lines the unit and integration
// tests run; `npm test -- --coverage` runs those, notes that, and does nothing else.
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { run as runFiles } from 'node:test';
import { lcov } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import report from './report.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const node = bin('node');
const totals = { passed: 0, failed: 0, skipped: 0 };
/** Where the time goes, for the tables at the end: seconds of each part, and milliseconds of each file. */
const [parts, files] = [[], new Map()];
const SLOWEST = 25;

/** One tool that says yes or no counts as one. */
const CHECKS = [
  ['types', node, ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.json']],
  // With TypeScript 7, as above; without that word it brings the slower one.
  [
    'types of pages',
    bin('svelte-check'),
    ['--tsgo-experimental-api', '--tsconfig', 'tsconfig.json', '--output', 'human', '--threshold', 'error'],
  ],
  [
    'format (prettier)',
    node,
    [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '--cache',
      '--cache-location=.cache/prettier',
      '--log-level=warn',
      '.',
    ],
  ],
  ['lint (biome)', bin('biome'), ['check', '--diagnostic-level=error', '.']],
  ['lint (eslint)', node, ['node_modules/eslint/bin/eslint.js', '--quiet', '.']],
  ['unused code (knip)', bin('knip'), ['--no-progress']],
];

/** For each test file; one test of it has less. */
const IN_TIME = `--import=${path.join(root, 'bin/end-in-time.mjs')}`;
const TEST_LIMIT_MS = 240_000;
/**
 * What takes longest begins first, so that nothing is left alone at the end; of what is not named the larger files come
 * first.
 */
const LONGEST = [
  'entry/cli',
  'storage/storage',
  'docs-site/src/malformed',
  'connections/server/finish-sign-in',
  'stripe/server/open-session',
  'exchange/server/',
  'db/embedded',
  'roles/walk',
  'journeys/x-sign-in',
  'journeys/docs-site',
  'journeys/accounts',
  'journeys/organiser',
  'journeys/large',
];

process.chdir(root);
process.env.PATH = `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`;
process.env.NODE_OPTIONS = '';

const { endWithUs, stopSignal, withTestServer } = await import('./test-server.mjs');
const named = process.argv.slice(2);
const coverage = named.join() === '--coverage' || process.env.COVERAGE === 'yes';
// Hundreds of processes load the same sources: the first translates them for all. What coverage counts must not come
// out of a cache.
if (!coverage) process.env.NODE_COMPILE_CACHE = path.join(root, '.cache/compiled');
await withTestServer(async () => {
  if (named.join() === '--coverage') await runUnits();
  else if (named.length > 0) await runTests('the tests that were named', named);
  else await runAll();
});

showTimes();
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
if (stopSignal.aborted) process.exit(130);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);

function showTimes() {
  if (parts.length < 2) return;
  const line = (seconds, name) => process.stdout.write(`${seconds.toFixed(1).padStart(8)} s  ${name}\n`);
  process.stdout.write('\nWhere the time went; checks run side by side, and so do files\n');
  for (const [name, seconds] of parts) line(seconds, name);
  process.stdout.write('\nThe slowest files, from start to end\n');
  for (const [file, ms] of [...files].sort(([, a], [, b]) => b - a).slice(0, SLOWEST)) line(ms / 1000, file);
}

async function runAll() {
  // The linter takes as long as all others together, so it runs beside them.
  const [slow, others] = [
    CHECKS.filter(([name]) => name === 'lint (eslint)'),
    CHECKS.filter(([name]) => name !== 'lint (eslint)'),
  ];
  await Promise.all(
    [slow, others].map(async (checks) => {
      for (const check of checks) await runCheck(...check);
    }),
  );

  await runUnits();
  // How every page looks, payments in which something goes wrong and killed processes take their time: `LOOKS=all npm
  // run journey -- looks`, `npm run faults`, `npm run chaos`. Continuous integration runs them after this.
  const long = globSync('tests/{model,docs,roles,journeys}/*.test.ts', { cwd: root, exclude: ['**/looks.test.ts'] });
  await runLongestFirst('a sale against its model, examples of the documents, roles and journeys', long);
}

function runUnits() {
  const files = ['src/**/*.test.ts', 'tools/*/src/**/*.test.ts', 'tests/{architecture,delivery}/*.test.ts'].flatMap(
    (pattern) => globSync(pattern, { cwd: root }),
  );
  const name = 'unit and integration tests';
  return runLongestFirst(name, files, coverage);
}

async function runCheck(name, command, args) {
  if (stopSignal.aborted) return;
  const { status, output, seconds } = await run(command, args);
  parts.push([name, seconds]);
  totals[status === 0 ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (status !== 0) process.stdout.write(`${output}\n`);
}

async function runTests(name, files) {
  if (files.length === 0 || stopSignal.aborted) return;
  process.stdout.write(`\n${name}: ${files.length} files\n`);
  const args = [
    IN_TIME,
    '--test',
    '--test-reporter=./bin/report.mjs',
    `--test-timeout=${TEST_LIMIT_MS}`,
    '--test-concurrency=1',
    ...files.sort(),
  ];
  const { status, output, seconds } = await run(node, args, true);
  count(name, output, status !== 0, seconds);
}

/**
 * Many a file waits for its browser or its database now and then, so there is one more of them than processors. Which
 * lines were run is noted where `npm run quality` looks for it.
 */
async function runLongestFirst(name, files, notesCoverage = false) {
  if (stopSignal.aborted) return;
  process.stdout.write(`\n${name}: ${files.length} files\n`);
  const started = performance.now();
  const stream = runFiles({
    files: inOrder(files).map((file) => path.join(root, file)),
    concurrency: availableParallelism() + 1,
    timeout: TEST_LIMIT_MS,
    execArgv: [IN_TIME],
    signal: stopSignal,
    ...(notesCoverage ? { coverage: true, coverageExcludeGlobs: ['**/*.test.ts'] } : {}),
  });
  let [output, failed, covered] = ['', false, undefined];
  stream.on('test:coverage', (data) => {
    covered = data;
  });
  stream.on('test:fail', () => {
    failed = true;
  });
  for await (const part of report(stream)) {
    output += part;
    process.stdout.write(withoutTotals(part));
  }
  if (covered) await storeCoverage(covered);
  count(name, output, failed, secondsSince(started));
}

async function storeCoverage(data) {
  mkdirSync(path.join(root, '.cache/quality'), { recursive: true });
  const reporter = new lcov();
  reporter.end({ type: 'test:coverage', data });
  await writeFile(path.join(root, '.cache/quality/lcov.info'), reporter);
}

function inOrder(files) {
  const names = new Map(files.map((file) => [file, LONGEST.findIndex((name) => file.includes(name))]));
  const rank = (file) => (names.get(file) < 0 ? LONGEST.length : names.get(file));
  return files.sort((a, b) => rank(a) - rank(b) || statSync(b).size - statSync(a).size);
}

/** Takes the totals out of what the reporter said. Who failed without a test that did counts as one. */
function count(name, output, failed, seconds) {
  const said = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const counts = { passed: said('pass'), failed: said('fail'), skipped: said('skipped') };
  parts.push([name, seconds]);
  for (const [, file, ms] of output.matchAll(/^ok (\S+): \d+ passed \((\d+) ms\)$/gm)) files.set(file, Number(ms));
  if (failed && counts.failed === 0) counts.failed = 1;
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  process.stdout.write(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)\n`,
  );
}

function withoutTotals(text) {
  return String(text).replace(/^(# (tests|pass|fail|skipped) .*|\d+ passed, \d+ failed.*)\n/gm, '');
}

function secondsSince(started) {
  return Math.round((performance.now() - started) / 100) / 10;
}

function run(command, args, live = false) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = endWithUs(spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] }));
    let output = '';
    const take = (part) => {
      output += part;
      if (live) process.stdout.write(withoutTotals(part));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      output += error.message;
      resolve({ status: 1, output, seconds: 0 });
    });
    child.on('close', (status) => resolve({ status, output, seconds: secondsSince(started) }));
  });
}
