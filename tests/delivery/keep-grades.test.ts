/** What the workflow "Grades" keeps of a report, against a repository in a folder that stands in for the host's. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-grades-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const [host, clone] = [path.join(folder, 'host.git'), path.join(folder, 'clone')];

function git(where: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Tess', '-c', 'user.email=tess@example.org', ...args], {
    cwd: where,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

function plantClone(): void {
  mkdirSync(host);
  git(host, 'init', '-q', '--bare', '-b', 'main');
  git(folder, 'clone', '-q', host, clone);
  mkdirSync(path.join(clone, '.ci'));
  cpSync(path.join(root, '.ci/keep-grades'), path.join(clone, '.ci/keep-grades'));
  symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'));
  mkdirSync(path.join(clone, 'docs/badges'), { recursive: true });
  writeFileSync(path.join(clone, 'docs/badges/quality.svg'), '<svg/>');
  writeFileSync(path.join(clone, '.gitignore'), 'node_modules\n');
  writeFileSync(path.join(clone, 'quality.json'), '{ "badges": "docs/badges" }');
  git(clone, 'checkout', '-q', '-b', 'main');
  git(clone, 'add', '-A');
  git(clone, 'commit', '-q', '-m', 'All');
  git(clone, 'push', '-q', 'origin', 'main');
}

/** @returns what it says */
function keep(commit: string, grade: string): string {
  const report = { version: 1, files: [], parts: [], capped: [], missing: [], seconds: 1, points: 4 };
  writeFileSync(
    path.join(folder, 'report.json'),
    JSON.stringify({ ...report, commit, at: '2026-12-01T08:00:00Z', grade, measured: grade }),
  );
  const env = { ...process.env, PATH: `${path.dirname(process.execPath)}:${process.env.PATH}` };
  return execFileSync(path.join(clone, '.ci/keep-grades'), ['../report.json'], {
    cwd: clone,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

const commitsOf = (branch: string): string[] => git(host, 'log', '--reverse', '--format=%s', branch).split('\n');
const rows = (): string[] =>
  (JSON.parse(git(host, 'show', 'quality:trend.json')) as { commit: string }[]).map(({ commit }) => commit);

test('a report is a row of the trend in a branch of its own, and badges on main where they differ', () => {
  plantClone();
  keep('c1', 'B');
  assert.deepEqual(rows(), ['c1']);
  assert.match(git(host, 'show', 'quality:trend.svg'), /Quality over 1 commits/);
  assert.match(git(host, 'show', 'main:docs/badges/quality.svg'), /quality: B/);
  assert.deepEqual(commitsOf('main'), ['All', 'Renew the badges']);

  // Measured twice, and no better or worse: nothing is committed on main.
  keep('c2', 'B');
  keep('c2', 'B');
  assert.deepEqual(rows(), ['c1', 'c2']);
  assert.deepEqual(commitsOf('quality'), ['Keep a row of the trend', 'Keep a row of the trend']);
  assert.deepEqual(commitsOf('main'), ['All', 'Renew the badges']);
  assert.equal(git(clone, 'worktree', 'list').split('\n').length, 1);
});

test('where main may not be written to, the row is kept, and it is said that the badges stay', () => {
  const hook = path.join(host, 'hooks/pre-receive');
  writeFileSync(hook, '#!/bin/sh\n! grep -q refs/heads/main\n');
  chmodSync(hook, 0o755);
  assert.match(keep('c3', 'F'), /::warning::main may not be written/);
  assert.deepEqual(rows(), ['c1', 'c2', 'c3']);
  assert.deepEqual(commitsOf('main'), ['All', 'Renew the badges']);
});

test('what is no report is refused', () => {
  assert.throws(() =>
    execFileSync(path.join(clone, '.ci/keep-grades'), ['quality.json'], { cwd: clone, stdio: 'ignore' }),
  );
});
