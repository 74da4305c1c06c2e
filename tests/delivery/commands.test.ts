/** Commands that run tests by name refuse a name that there is not: a slip would leave tests out in silence. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../..');

for (const [command, known, words] of [
  ['journey', 'looks', 'journey'],
  ['faults', 'kills', 'part of the table'],
  ['operations', 'backup', 'part of the guide'],
  ['roles', 'walk', 'walk'],
  ['abuse', 'floods-seats', 'class of attack'],
  ['contract', 'operations', 'part of the contract'],
] as const) {
  test(`${command} refuses a name that is not there beside one that is`, () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, 'bin', `${command}.mjs`), known, 'nothing-of-that-name'],
      { encoding: 'utf8' },
    );
    assert.deepEqual(
      { status, stdout, said: stderr.split('.')[0] },
      { status: 2, stdout: '', said: `No ${words} is named nothing-of-that-name` },
    );
  });
}
