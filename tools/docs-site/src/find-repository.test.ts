/** What a tree, a workflow and a clone say of where the repository is, and what they must not say. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { findRepository } from './find-repository.ts';
import { plantTree } from './testing/plant-tree.ts';

/** A tree at the top of a repository that was cloned from there. */
function plantClone(origin: string, files: Record<string, string> = {}): string {
  const folder = plantTree(files);
  execFileSync('git', ['init', '--quiet', folder]);
  execFileSync('git', ['-C', folder, 'remote', 'add', 'origin', origin]);
  return folder;
}

const ORIGINS: [string, string | null][] = [
  ['https://github.com/harbour/tidewater.git', 'https://github.com/harbour/tidewater'],
  ['https://keeper:secret@code.example.org/harbour/tidewater/', 'https://code.example.org/harbour/tidewater'],
  ['http://code.example.org:3000/harbour/tidewater', 'http://code.example.org:3000/harbour/tidewater'],
  ['git@github.com:harbour/tidewater.git', 'https://github.com/harbour/tidewater'],
  ['ssh://forgejo@code.example.org:2222/harbour/tidewater.git', 'https://code.example.org/harbour/tidewater'],
  ['/srv/git/tidewater.git', null],
  ['../tidewater', null],
  ['file:///srv/git/tidewater.git', null],
  ['C:\\git\\tidewater', null],
  ['work:harbour/tidewater.git', null],
  ['http://localhost:3000/harbour/tidewater.git', null],
  ['http://127.0.0.1:3000/harbour/tidewater.git', null],
];

for (const [origin, address] of ORIGINS) {
  test(`a clone of ${origin} is shown at ${address}`, () => {
    assert.equal(findRepository(plantClone(origin), {}), address);
  });
}

test('a workflow says whose it is, of the checkout alone', () => {
  const folder = plantTree({ 'part/README.md': '# Part' });
  const env = {
    GITHUB_SERVER_URL: 'https://code.example.org',
    GITHUB_REPOSITORY: 'harbour/tidewater',
    GITHUB_WORKSPACE: folder,
  };
  assert.equal(findRepository(folder, env), 'https://code.example.org/harbour/tidewater');
  assert.equal(findRepository(path.join(folder, 'part'), env), null);
  assert.equal(findRepository(folder, { ...env, GITHUB_WORKSPACE: path.join(folder, 'gone') }), null);
});

test('package.json goes before the workflow, and the workflow before the clone', () => {
  const env = { GITHUB_SERVER_URL: 'https://code.example.org', GITHUB_REPOSITORY: 'harbour/copy' };
  const named = plantClone('https://git.example.net/harbour/fork.git', {
    'package.json': '{"repository": "harbour/tidewater"}',
  });
  assert.equal(findRepository(named, { ...env, GITHUB_WORKSPACE: named }), 'https://github.com/harbour/tidewater');
  const unnamed = plantClone('https://git.example.net/harbour/fork.git', { 'package.json': '{broken' });
  assert.equal(findRepository(unnamed, { ...env, GITHUB_WORKSPACE: unnamed }), 'https://code.example.org/harbour/copy');
  assert.equal(findRepository(unnamed, {}), 'https://git.example.net/harbour/fork');
});

test('a tree within a repository, and one that is in none, say nothing', () => {
  const folder = plantClone('https://github.com/harbour/tidewater.git', { 'part/README.md': '# Part' });
  assert.equal(findRepository(path.join(folder, 'part'), {}), null);
  assert.equal(findRepository(plantTree({}), {}), null);
});
