/** Every example of the documents is run, or says why not; what it prints is what the document says. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { after, test } from 'node:test';
import { PROGRAM_ROOT } from '#platform/config.ts';
import { openRunner } from './example-runner.ts';
import { isSaid, readExamples, type Runnable } from './read-examples.ts';

const examples = readExamples();
const [runs, others] = [
  examples.filter(({ unrun }) => unrun === undefined),
  examples.filter(({ unrun }) => unrun !== undefined),
];
const nameOf = ({ file, line }: Runnable): string => `${file}:${line}`;
const runner = await openRunner();

/** Within the program, so that they may import what the program may. */
const scripts = path.join(PROGRAM_ROOT, '.cache', `examples-${process.pid}`);
after(() => rmSync(scripts, { recursive: true, force: true }));

function scriptOf(example: Runnable): string | undefined {
  if (example.kind !== 'script') return undefined;
  const isTest = /from 'node:test'/.test(example.code);
  const name = nameOf(example).replaceAll(/\W+/g, '-').toLowerCase();
  return path.join(scripts, `${name}${example.language === 'js' ? '.mjs' : isTest ? '.test.ts' : '.ts'}`);
}

mkdirSync(scripts, { recursive: true });
for (const example of runs) {
  const file = scriptOf(example);
  if (file) writeFileSync(file, `${runner.adapt(example.code)}\nexport {};\n`);
}

test('the examples in TypeScript have the right types', () => {
  writeFileSync(
    path.join(scripts, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] }),
  );
  const checked = spawnSync(process.execPath, ['node_modules/@typescript/native/bin/tsc', '-p', scripts], {
    cwd: PROGRAM_ROOT,
    encoding: 'utf8',
  });
  assert.equal(checked.stdout + checked.stderr, '');
});

for (const example of runs) {
  test(`${nameOf(example)} does what it says`, async () => {
    const { status, out, err } = await runner.run(example, scriptOf(example));
    assert.equal(
      status,
      0,
      `${example.code}\n\nended with ${status} (what cannot run here is marked: docs/develop/README.md):\n${out}${err}`,
    );
    if (example.expected !== undefined && !isSaid(example.expected, out)) assert.equal(out, example.expected);
  });
}

for (const example of others) {
  test(`${nameOf(example)} can be read, though it is not run: ${example.unrun}`, () => {
    if (example.kind === 'script') return void stripTypeScriptTypes(example.code);
    const { status, stderr } = spawnSync('bash', ['-n'], { input: example.code, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  });
}

test('how many examples run is told', (context) => {
  const reasons = Object.entries(Object.groupBy(others, ({ unrun }) => unrun ?? '')).map(
    ([reason, all]) => `${reason} (${all?.length})`,
  );
  context.diagnostic(
    `${runs.length} examples of the documents run, ${others.length} do not: ${reasons.sort().join('; ')}`,
  );
  assert.ok(runs.length > others.length, 'More examples are read than run');
});

test('what is said differs in nothing but the spaces at the end and what the document leaves open', () => {
  assert.equal(isSaid('3 files; …\nok', '3 files; none (0 bytes)  \nok\n'), true);
  assert.equal(isSaid('3 files.', '3 files!'), false);
  assert.equal(isSaid('a', 'a\nb'), false);
});
