/** What a release says comes out of the changelog, and only where tag, package and changelog agree. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'foyer-notes-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const CHANGELOG =
  '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-25\n\n### Added\n- A door.\n\n## [1.1.0] - 2026-10-01\n\n- Old.\n\n[1.2.0]: https://example.org\n';

function notesOf(
  tag: string,
  { version = '1.2.0', changelog = CHANGELOG } = {},
): { status: number | null; out: string; err: string } {
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ version }));
  writeFileSync(path.join(folder, 'CHANGELOG.md'), changelog);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, '.ci/release-notes.mjs'), tag], {
    env: { ...process.env, FOYER_ROOT: folder },
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
}

test('a tag gives its part of the changelog and no other', () => {
  assert.deepEqual(notesOf('v1.2.0'), { status: 0, out: '### Added\n- A door.\n', err: '' });
  assert.deepEqual(notesOf('v1.1.0', { version: '1.1.0' }), { status: 0, out: '- Old.\n', err: '' });
});

test('a tag that is not the version, or of which nothing is told, is refused', () => {
  assert.deepEqual(notesOf('v1.3.0'), { status: 1, out: '', err: 'The tag says 1.3.0, package.json says 1.2.0.\n' });
  assert.deepEqual(notesOf('v1.3.0', { version: '1.3.0' }), {
    status: 1,
    out: '',
    err: 'CHANGELOG.md has no part "## [1.3.0] - DATE".\n',
  });
  assert.deepEqual(notesOf('v1.2.0', { changelog: '## [1.2.0] - 2026-11-25\n\n## [1.1.0] - 2026-10-01\n- Old.' }), {
    status: 1,
    out: '',
    err: 'CHANGELOG.md says nothing of 1.2.0.\n',
  });
});

test('our own changelog begins with what is not released yet, newest versions first', () => {
  const heads = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('## '));
  assert.equal(heads[0], '## [Unreleased]');
  const dates = heads.slice(1).map((head) => /^## \[\d+\.\d+\.\d+\] - (\d{4}-\d{2}-\d{2})$/.exec(head)?.[1]);
  assert.deepEqual(dates, [...dates].sort().reverse());
});
