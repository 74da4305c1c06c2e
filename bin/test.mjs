// `npm test`: types, lint, architecture, unit and integration tests, journeys. Ends with a line that counts them all.
// `npm test -- FILE...`: these test files alone. With COVERAGE=yes it also notes which lines the unit and integration tests
// run; `npm test -- --coverage` runs those, notes that, and does nothing else.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => path.join(root, 'node_modules/.bin', name);
const node = bin('node');
const totals = { passed: 0, failed: 0, skipped: 0 };

/** One tool that says yes or no counts as one. */
const CHECKS = [
  ['types', node, ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.json']],
  ['types of pages', bin('svelte-check'), ['--tsconfig', 'tsconfig.json', '--output', 'human', '--threshold', 'error']],
  ['format and lint (biome)', bin('biome'), ['check', '--diagnostic-level=error', '.']],
  ['lint (eslint)', node, ['node_modules/eslint/bin/eslint.js', '--quiet', '.']],
  ['unused code (knip)', bin('knip'), ['--no-progress']],
];

const named = process.argv.slice(2);
if (named.join() === '--coverage') await runUnits(noteCoverage());
else if (named.length > 0) await runTests('the tests that were named', named, ['--test-concurrency=1']);
else await runAll();

const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : '';
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
await stopTestServer();
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);

async function runAll() {
  // The linter takes as long as all others together, so it runs beside them.
  const [slow, others] = [CHECKS.filter(([name]) => name === 'lint (eslint)'), CHECKS.filter(([name]) => name !== 'lint (eslint)')];
  await Promise.all([slow, others].map(async (checks) => {
    for (const check of checks) await runCheck(...check);
  }));

  await runUnits(process.env.COVERAGE === 'yes' ? noteCoverage() : []);
  await runTests('a sale against its model', globSync('tests/model/*.test.ts', { cwd: root }), []);
  await runTests('examples of the documents', globSync('tests/docs/*.test.ts', { cwd: root }), []);
  // How every page looks, payments in which something goes wrong and killed processes take their time: `LOOKS=all npm run journey -- looks`,
  // `npm run faults`, `npm run chaos`. Continuous integration runs them after this.
  const journeys = globSync('tests/journeys/*.test.ts', { cwd: root, exclude: ['**/looks.test.ts'] });
  await runTests('roles and journeys', [...globSync('tests/roles/*.test.ts', { cwd: root }), ...journeys], [`--test-concurrency=${Math.min(2, availableParallelism())}`]);
}

function runUnits(extra) {
  const files = ['src/**/*.test.ts', 'tools/*/src/**/*.test.ts', 'tests/{architecture,delivery}/*.test.ts'].flatMap((pattern) => globSync(pattern, { cwd: root }));
  return runTests('unit and integration tests', files, [`--test-concurrency=${availableParallelism()}`, ...extra]);
}

/** The file is where `npm run quality` looks for it. */
function noteCoverage() {
  mkdirSync(path.join(root, '.cache/quality'), { recursive: true });
  return ['--experimental-test-coverage', '--test-coverage-exclude=**/*.test.ts', '--test-reporter-destination=stdout', '--test-reporter=lcov', '--test-reporter-destination=.cache/quality/lcov.info'];
}

async function runCheck(name, command, args) {
  const { status, output, seconds } = await run(command, args);
  totals[status === 0 ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (status !== 0) process.stdout.write(`${output}\n`);
}

async function runTests(name, files, extra = []) {
  if (files.length === 0) return;
  process.stdout.write(`\n${name}: ${files.length} files\n`);
  const args = ['--test', '--test-reporter=./bin/report.mjs', '--test-timeout=240000', ...extra, ...files.sort()];
  const { status, output, seconds } = await run(node, args, true);
  const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const counts = { passed: count('pass'), failed: count('fail'), skipped: count('skipped') };
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  process.stdout.write(`${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)\n`);
}

function run(command, args, live = false) {
  const started = performance.now();
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}`, NODE_OPTIONS: '' };
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (part) => {
      output += part;
      if (live) process.stdout.write(String(part).replace(/^(# (tests|pass|fail|skipped) .*|\d+ passed, \d+ failed.*)\n/gm, ''));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => {
      output += error.message;
      resolve({ status: 1, output, seconds: 0 });
    });
    child.on('close', (status) => resolve({ status, output, seconds: Math.round((performance.now() - started) / 100) / 10 }));
  });
}

/** The database server of the tests was started by them, so they stop it. */
async function stopTestServer() {
  if (process.env.TEST_DATABASE_URL) return;
  const file = path.join(root, '.cache/test-postgres/pgdata/postmaster.pid');
  if (!existsSync(file)) return;
  try {
    process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGINT');
  } catch {
    // It has ended by itself.
  }
}
