import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { countSteps } from '#testing/count-steps.ts';
import { makeMarkup, renderMarkup, splitMarkup } from './markup.ts';
import { showMarkup, showSplit, showWords } from './show-markup.ts';

/** What makes parsers of Markdown, of links and of HTML slow, repeated. */
const SEEDS = [
  '<',
  '[',
  '![',
  '&',
  '1. a',
  '1. a\n',
  'http://a.',
  'http://a/(',
  '- a\n',
  '* ',
  '  - ',
  '> ',
  '>',
  '>- ',
  '*',
  '**',
  '_',
  '*_',
  '*a_',
  '**a*',
  'a*b',
  '`',
  '``a',
  '~~',
  '"',
  '(',
  '[a](',
  '[a](<',
  '](',
  '[](',
  '![](',
  '[[',
  ']]',
  '[a][',
  '[a]: b\n',
  '[a]',
  '|a',
  '|a|b|\n|-|-|\n',
  '\\',
  '&#',
  '&amp',
  '&lt;',
  '<a',
  '<p>',
  '<p',
  '</',
  '<!--',
  '<div>',
  '<b><i>',
  '<td>',
  '<table>',
  '<li>',
  '<br>',
  '<a href="',
  '<x',
  '<http:',
  'a@b.',
  'x@',
  'www.',
  'mailto:',
  '//a',
  'http://',
  'a-',
  'a.b',
  '1.1.',
  '#',
  '# a\n',
  '-\n',
  '---\n',
  '===\n',
  '```\n',
  '~~~\n',
  '    a\n',
  'a\n',
  '\n',
  ' ',
  '\t',
  "'",
  '"a" ',
  '1)\n',
  'https://example.org/a_long_way/',
  'e\u0301',
  '😀',
  '\u200f',
];

const grown = (seed: string, length: number): string => seed.repeat(Math.ceil(length / seed.length)).slice(0, length);

describe('what is made of a text', () => {
  test('is counted: a loop within a loop shows', async () => {
    const square = (n: number): number => {
      let sum = 0;
      for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) sum += j;
      return sum;
    };
    const [few, many] = [await countSteps(() => square(100)), await countSteps(() => square(400))];
    assert.ok(many > few * 14, `${few} steps became ${many}`);
  });

  test('takes no more steps than the text grows, whatever is repeated', async () => {
    const [small, factor] = [process.env.ABUSE === 'all' ? 6000 : 1200, 4];
    for (const seed of SEEDS) {
      renderMarkup(grown(seed, small));
      const steps = await countSteps(() => splitMarkup(grown(seed, small)));
      const more = await countSteps(() => splitMarkup(grown(seed, small * factor)));
      assert.ok(more <= steps * factor * 1.3 + 50_000, `${JSON.stringify(seed)}: ${steps} steps became ${more}`);
    }
  });
});

describe('a text that pages show', () => {
  test('is the same whether it is short or long', async () => {
    for (const text of [
      'Bring **tea**.\n\n- one',
      'Bring **tea**.\n\n- one\n'.repeat(400),
      '<p>One</p><p>Two</p>'.repeat(300),
    ]) {
      assert.equal(await showMarkup(text), makeMarkup({ text, way: 'html', limit: 0 }).html);
      assert.equal(await showWords(text, 80), makeMarkup({ text, way: 'words', limit: 80 }).head);
      assert.deepEqual(await showSplit(text, 80), splitMarkup(text, 80));
    }
  });

  test('is made once however many ask for it', async () => {
    const text = 'Lanterns and **tea**. '.repeat(1000);
    const [first, second] = await Promise.all([showMarkup(text), showMarkup(text)]);
    assert.equal(first, second);
    const steps = await countSteps(() => showMarkup(text));
    assert.ok(steps < 2000, `${steps} steps to find what was made`);
  });

  test('costs those who ask for other things no more steps than short ones do, however long it is', async () => {
    for (const seed of ['<', '![', '1. a', 'http://a.']) {
      const steps = await countSteps(() => void showMarkup(grown(seed, 5000)));
      const more = await countSteps(() => void showMarkup(grown(seed, 100_000)));
      assert.ok(more <= steps * 2 + 10_000, `${JSON.stringify(seed)}: ${steps} steps became ${more}`);
      await showMarkup(grown(seed, 100_000));
    }
  });
});
