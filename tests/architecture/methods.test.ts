/**
 * Payment methods are modules: what they declare is asked, and their names stand nowhere else. Of services that take
 * money, only their own feature knows that they are there.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { HAND_METHODS } from '#features/payments/hand-methods.ts';

process.chdir(path.resolve(import.meta.dirname, '../..'));

const files = globSync('src/**/*.{ts,svelte}', { exclude: ['src/testing/**', '**/*.test.ts'] }).map((file) => ({
  file,
  text: readFileSync(file, 'utf8'),
}));

/** Files that name something of a method's name which is no method. */
const OTHER_MEANINGS: Record<string, readonly string[]> = {
  // The kind of document.
  invoice: ['features/invoices/invoice.ts', 'features/invoices/server/'],
};

test('no file but its module knows a method that is paid by hand by its name', () => {
  const found = HAND_METHODS.flatMap(({ id }) =>
    files
      .filter(
        ({ file, text }) => file !== `src/features/payments/methods/${id}.ts` && new RegExp(`['"]${id}['"]`).test(text),
      )
      .filter(({ file }) => !(OTHER_MEANINGS[id] ?? []).some((place) => file.startsWith(`src/${place}`)))
      .map(({ file }) => `${id}: ${file}`),
  );
  assert.deepEqual(found, []);
});
