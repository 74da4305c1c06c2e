/** Every way to write a repository, and where each host shows a file. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { addressInRepository, addressOfSource, readSettings } from './settings.ts';
import { plantTree } from './testing/plant-tree.ts';

const WRITTEN: [unknown, string | null][] = [
  [{ url: 'git+https://github.com/harbour/tidewater.git' }, 'https://github.com/harbour/tidewater'],
  ['https://github.com/harbour/tidewater/', 'https://github.com/harbour/tidewater'],
  ['harbour/tidewater', 'https://github.com/harbour/tidewater'],
  ['github:harbour/tidewater', 'https://github.com/harbour/tidewater'],
  ['gitlab:harbour/tidewater', 'https://gitlab.com/harbour/tidewater'],
  ['git@gitlab.com:harbour/tidewater.git', 'https://gitlab.com/harbour/tidewater'],
  ['git+ssh://git@code.example.org/harbour/tidewater.git', 'https://code.example.org/harbour/tidewater'],
  ['git://github.com/harbour/tidewater.git', 'https://github.com/harbour/tidewater'],
  ['git+ssh://git@code.example.org:harbour/tidewater.git', 'https://code.example.org/harbour/tidewater'],
  ['ssh://git@code.example.org:2222/1234/tidewater.git', 'https://code.example.org/1234/tidewater'],
  ['https://keeper:secret@code.example.org/harbour/tidewater.git#main', 'https://code.example.org/harbour/tidewater'],
  ['harbour/tidewater#main', 'https://github.com/harbour/tidewater'],
  ['gist:11081aaa281', null],
  [{ url: 5 }, null],
  [undefined, null],
];

for (const [written, address] of WRITTEN) {
  test(`the repository ${JSON.stringify(written)} is ${address}`, () => {
    const folder = plantTree({ 'package.json': JSON.stringify({ repository: written }) });
    assert.equal(
      readSettings({ readme: path.join(folder, 'README.md'), docs: path.join(folder, 'docs') }).repository,
      address,
    );
  });
}

test('an option goes before package.json', () => {
  const folder = plantTree({ 'package.json': '{"repository": "harbour/tidewater"}' });
  assert.equal(
    readSettings({
      readme: path.join(folder, 'README.md'),
      docs: path.join(folder, 'docs'),
      repository: 'https://git.example.org/x',
    }).repository,
    'https://git.example.org/x',
  );
});

test('a tree that lies in a folder of its repository is shown there', () => {
  const folder = plantTree({
    'package.json': '{"repository": {"url": "harbour/tidewater", "directory": "./packages/lamps/"}}',
  });
  const settings = readSettings({ readme: path.join(folder, 'README.md'), docs: path.join(folder, 'docs') });
  assert.equal(
    addressOfSource(settings, 'src/a.ts', 'file'),
    'https://github.com/harbour/tidewater/blob/HEAD/packages/lamps/src/a.ts',
  );
});

test('each host shows files and folders in its own place', () => {
  assert.equal(
    addressInRepository('https://github.com/a/b', 'src/ä #1.ts', 'file'),
    'https://github.com/a/b/blob/HEAD/src/%C3%A4%20%231.ts',
  );
  assert.equal(
    addressInRepository('https://gitlab.com/a/b', 'src', 'folder'),
    'https://gitlab.com/a/b/-/tree/HEAD/src',
  );
  assert.equal(
    addressInRepository('https://bitbucket.org/a/b', 'src', 'folder'),
    'https://bitbucket.org/a/b/src/HEAD/src',
  );
});
