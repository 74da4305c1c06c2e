/** Pandoc in its thread: one page after the other, and a page that it refuses harms no other. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Pandoc } from './pandoc.ts';

const pandoc = new Pandoc();
after(() => pandoc.close());

test('many pages at once come back each to its own asker, and leave nobody listening', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const answers = await Promise.all(Array.from({ length: 14 }, (_, i) => pandoc.convert(`page ${i}`)));
  await new Promise(setImmediate);
  process.off('warning', note);
  assert.deepEqual(
    answers,
    Array.from({ length: 14 }, (_, i) => ({ html: `<p>page ${i}</p>\n`, skipped: [] })),
  );
  assert.deepEqual(warnings, []);
});

test('what Pandoc refuses comes back as an error, and the next page is converted', async () => {
  const refused = await pandoc.convert('.. csv-table:: x\n   :file: gone.csv\n');
  assert.match('error' in refused ? refused.error : '', /gone\.csv/);
  assert.deepEqual(await pandoc.convert('after'), { html: '<p>after</p>\n', skipped: [] });
});
