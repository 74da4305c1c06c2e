/** The command: what it prints, what it returns, and what it never touches. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { plantTree } from './testing/plant-tree.ts';

const command = path.join(import.meta.dirname, '../bin/docs-site.mjs');

function run(folder: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { code: status, out: stdout, err: stderr };
}

test('a site is built with the defaults, and nothing else is left in the folder', () => {
  const folder = plantTree({ 'docs/a.rst': 'A\n=\n' });
  const { code, err } = run(folder, 'build');
  assert.equal(code, 0);
  assert.match(err, /^2 pages in site, [\d.]+ s\n$/);
  assert.deepEqual(readdirSync(folder).sort(), ['README.md', 'docs', 'site']);
});

test('what is wrong is a note, and the site is made', () => {
  const folder = plantTree({ 'docs/a.md': '# A\n\n[x](x.md)\n\n![y](y.png)\n' });
  const { code, err } = run(folder, 'build');
  assert.deepEqual(
    { code, notes: err.split('\n').slice(0, -2) },
    {
      code: 0,
      notes: [
        'note: docs/a.md:3: docs/x.md does not exist',
        'note: docs/a.md:5: the picture docs/y.png does not exist',
      ],
    },
  );
});

test('where it is strict, all problems are printed, one line each, and the site of before stays', () => {
  const folder = plantTree({ 'docs/a.md': '# A\n' });
  assert.equal(run(folder, 'build').code, 0);
  const before = readFileSync(path.join(folder, 'site/docs/a.html'), 'utf8');
  writeFileSync(path.join(folder, 'docs/a.md'), '# A\n\n[x](x.md)\n\n![y](y.png)\n');
  const { code, err, out } = run(folder, 'build', '--strict');
  assert.deepEqual(
    { code, err, out },
    {
      code: 1,
      err: 'docs/a.md:3: docs/x.md does not exist\ndocs/a.md:5: the picture docs/y.png does not exist\n2 problems\n',
      out: '',
    },
  );
  assert.equal(readFileSync(path.join(folder, 'site/docs/a.html'), 'utf8'), before);
});

test('a page that is gone from the documents is gone from the site', () => {
  const folder = plantTree({
    'README.md': '# R\n',
    'docs/a.md': '---\norphan: true\n---\n# A\n',
    'docs/b.md': '---\norphan: true\n---\n# B\n',
  });
  assert.equal(run(folder, 'build').code, 0);
  rmSync(path.join(folder, 'docs/b.md'));
  assert.equal(run(folder, 'build').code, 0);
  assert.deepEqual(
    ['a', 'b'].map((name) => existsSync(path.join(folder, `site/docs/${name}.html`))),
    [true, false],
  );
});

const WRONG: [what: string, args: string[], complaint: RegExp][] = [
  ['no command', [], /^Say "docs-site build"/],
  ['another command', ['serve'], /^Say "docs-site build"/],
  ['an option that is none', ['build', '--fast'], /--fast/],
  ['a README that is missing', ['build', '--readme', 'LIESMICH.md'], /^There is no README at LIESMICH\.md\n$/],
  ['a README in another markup', ['build', '--readme', 'README.adoc'], /^README\.adoc is neither Markdown/],
  ['a folder that is missing', ['build', '--docs', 'doc'], /^There is no folder doc\n$/],
  ['documents above the README', ['build', '--readme', 'docs/a.md', '--docs', '.'], /does not lie beside or below/],
  [
    'a repository that is no address',
    ['build', '--repository', 'somewhere'],
    /^somewhere is no address of a repository\n$/,
  ],
  ['a site among the documents', ['build', '--out', 'docs/site'], /^docs\/site cannot be the site/],
  ['a site in place of everything', ['build', '--out', '.'], /^\. cannot be the site/],
  ['a site in place of a file', ['build', '--out', 'LICENSE'], /^LICENSE is a file and no folder\n$/],
  [
    'a site in a folder of somebody else',
    ['build', '--out', 'precious'],
    /^precious is there already and was not made by docs-site/,
  ],
];

const folder = plantTree({
  'docs/a.md': '# A\n',
  'README.adoc': '= R\n',
  'README.md': '# R\n\n[a](docs/a.md)\n',
  'precious/thing.txt': 'mine',
  LICENSE: '',
});
for (const [what, args, complaint] of WRONG) {
  test(`${what} ends with one line and code 2`, () => {
    const { code, err } = run(folder, ...args);
    assert.equal(code, 2);
    assert.match(err, complaint);
  });
}

test("a site may lie deep, and what lies beside it is nobody's business", () => {
  const here = plantTree({ 'docs/a.md': '# A\n', 'site.next/precious.txt': 'mine' });
  assert.equal(run(here, 'build', '--out', 'deep/er/site').code, 0);
  assert.equal(run(here, 'build').code, 0);
  assert.equal(run(here, 'build').code, 0);
  assert.equal(readFileSync(path.join(here, 'site.next/precious.txt'), 'utf8'), 'mine');
  assert.deepEqual(readdirSync(here).sort(), ['README.md', 'deep', 'docs', 'site', 'site.next']);
});

test('an empty folder may become the site', () => {
  const here = plantTree({ 'docs/a.md': '# A\n' });
  mkdirSync(path.join(here, 'public'));
  assert.equal(run(here, 'build', '--out', 'public').code, 0);
});
