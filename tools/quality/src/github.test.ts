import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { coverChanged, readDiff } from './changed-lines.ts';
import { main } from './cli.ts';
import { HostRefused, readHost, tellCheck, tellPull } from './github.ts';
import type { Issue, Report } from './report.ts';
import { startGithub } from './testing/github-stand-in.ts';
import { plantRepository } from './testing/plant-repository.ts';
import { addToTrend, drawTrend } from './trend.ts';

const SHA = 'a'.repeat(40);
const issue = (line: number): Issue => ({
  part: 'style',
  file: 'src/a.ts',
  line,
  text: 'no-var: No.',
  level: 'warning',
});
const check = (count: number) => ({
  title: 'B: new issues',
  summary: 'Words.',
  passed: false,
  issues: Array.from({ length: count }, (_, at) => issue(at + 1)),
});

test('a check run has an annotation for each new issue, fifty in a request', async () => {
  const github = await startGithub(SHA);
  await tellCheck(readHost(github.env), check(120));
  const [run] = github.checks;
  assert.deepEqual([run?.status, run?.conclusion], ['completed', 'failure']);
  assert.deepEqual(
    run?.annotations.map(({ path: file, start_line: line, annotation_level: level }) => [file, line, level]),
    Array.from({ length: 120 }, (_, at) => ['src/a.ts', at + 1, 'warning']),
  );
  assert.deepEqual(
    github.requests.map((request) => request.split(' ')[0]),
    ['POST', 'PATCH', 'PATCH', 'PATCH'],
  );
});

test('there is one comment, however often a change is measured, and nobody else’s is written over', async () => {
  const github = await startGithub(SHA);
  const quoted = { id: 1, body: '<!-- quality report -->\nquoted', user: { type: 'User' } };
  const others = Array.from({ length: 150 }, (_, at) => ({ id: at + 2, body: 'Fine.', user: { type: 'User' } }));
  github.comments.push(quoted, ...others);
  await tellPull(readHost(github.env), 'First.');
  await tellPull(readHost(github.env), `Second. ${'long '.repeat(20_000)}`);
  assert.equal(github.comments.length, 152);
  const last = github.comments.at(-1)?.body ?? '';
  assert.match(last, /^<!-- quality report -->\nSecond\. [\s\S]*The rest is in the full report/);
  assert.equal(last.length <= 65_536, true);
  assert.equal(quoted.body, '<!-- quality report -->\nquoted');
});

test('what GitHub refuses is said: a wrong token, a commit that it does not know', async () => {
  const github = await startGithub(SHA);
  const refused = async (env: Record<string, string>): Promise<string> => {
    const error = await tellCheck(readHost({ ...github.env, ...env }), check(1)).catch((reason: Error) => reason);
    assert.equal(error instanceof HostRefused, true);
    return (error as Error).message;
  };
  assert.match(await refused({ GITHUB_TOKEN: 'wrong' }), /refused with 401: .*Bad credentials/);
  assert.match(await refused({ GITHUB_SHA: 'b'.repeat(40) }), /refused with 422: .*No commit found for SHA/);
  assert.match(await refused({ GITHUB_REPOSITORY: 'no/where' }), /refused with 404/);
  assert.throws(() => readHost({}), HostRefused);
  assert.equal(readHost({ ...github.env, GITHUB_REF: 'refs/heads/main' }).pull, undefined);
});

test('a change is reported with its grade, its new and fixed issues and the coverage of its lines, and as SARIF', async () => {
  const root = plantRepository({ 'src/a.ts': 'export const a = 1;\nexport var gone = 2;\n', 'package.json': '{}' });
  writeFileSync(path.join(root, 'src/a.ts'), 'export const a = 1;\nexport const b = eval("1");\nexport const c = 3;\n');
  mkdirSync(path.join(root, 'coverage'));
  writeFileSync(
    path.join(root, 'coverage/lcov.info'),
    'SF:src/a.ts\nDA:1,1\nDA:2,0\nDA:3,1\nLF:3\nLH:2\nBRF:0\nBRH:0\nend_of_record\n',
  );
  const sha = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const github = await startGithub(sha);
  const before = { ...process.env };
  Object.assign(process.env, github.env);
  const options = ['--coverage', 'coverage/lcov.info', '--base', 'main', '--sarif', 'out/new.sarif', '--github'];
  try {
    await main([...options, '--only', 'security,style,coverage'], root);
  } finally {
    for (const name of Object.keys(github.env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
  const body = github.comments[0]?.body ?? '';
  assert.match(body, /Tests run 1 of 2 changed lines \(50 %\)/);
  assert.match(body, /New issues: 1\n\n- `src\/a\.ts:2` error: no-eval/);
  assert.match(body, /Fixed issues: 1\n\n- `src\/a\.ts:2` warning: no-var/);
  assert.deepEqual(
    github.checks[0]?.annotations.map(({ path: file, start_line: line, annotation_level: level }) => [
      file,
      line,
      level,
    ]),
    [['src/a.ts', 2, 'failure']],
  );
  const sarif = JSON.parse(readFileSync(path.join(root, 'out/new.sarif'), 'utf8')) as {
    version: string;
    runs: { results: { ruleId: string; level: string; locations: unknown[] }[] }[];
  };
  assert.equal(sarif.version, '2.1.0');
  assert.deepEqual(
    sarif.runs[0]?.results.map(({ ruleId, level, locations }) => [ruleId, level, locations]),
    [
      [
        'security/no-eval',
        'error',
        [{ physicalLocation: { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: 2 } } }],
      ],
    ],
  );
  assert.equal(await main(['--github', '--only', 'style'], root), 2);
});

test('lines that a change brought in are read from the diff, whatever they say themselves', () => {
  const diff = [
    'diff --git a/src/a.ts b/src/a.ts',
    '--- a/src/a.ts',
    '+++ b/src/a.ts',
    '@@ -1,0 +2,2 @@',
    '+one',
    '+++ b/looks like a file',
    '@@ -9 +11 @@ function x() {',
    '-old',
    '+new',
    'diff --git a/gone.ts b/gone.ts',
    '--- a/gone.ts',
    '+++ /dev/null',
    '@@ -1 +0,0 @@',
    '-gone',
  ].join('\n');
  const changed = readDiff(diff);
  assert.deepEqual(
    [...changed].map(([file, lines]) => [file, [...lines]]),
    [['src/a.ts', [2, 3, 11]]],
  );
  assert.deepEqual(
    coverChanged(
      changed,
      new Map([
        [
          'src/a.ts',
          new Map([
            [2, 1],
            [3, 0],
            [4, 9],
          ]),
        ],
      ]),
    ),
    { run: 2, hit: 1 },
  );
  assert.equal(coverChanged(changed, new Map()), undefined);
});

test('the trend keeps a row for each commit, and its drawing names no address', () => {
  const root = plantRepository({});
  const file = path.join(root, 'trend.json');
  const report = (commit: string, points: number, grade: 'A' | null) =>
    ({ commit, at: `2026-12-0${points}T00:00:00Z`, points, grade, parts: [] }) as unknown as Report;
  addToTrend(file, report('one', 2, null));
  addToTrend(file, report('two', 3, 'A'));
  assert.deepEqual(
    addToTrend(file, report('two', 4, 'A')).map(({ commit, points }) => [commit, points]),
    [
      ['one', 2],
      ['two', 4],
    ],
  );
  const svg = readFileSync(path.join(root, 'trend.svg'), 'utf8');
  assert.match(svg, /Quality over 2 commits, now 4 of 5 points/);
  assert.equal(svg.replace('http://www.w3.org/2000/svg', '').includes('http'), false);
  assert.match(drawTrend([]), /no commit yet/);
  writeFileSync(file, '{}');
  assert.throws(() => addToTrend(file, report('three', 1, 'A')), /is no trend/);
});
