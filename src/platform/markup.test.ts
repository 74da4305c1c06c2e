import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText, renderMarkup, splitMarkup } from './markup.ts';

test('Markdown and HTML become safe HTML', () => {
  assert.equal(renderMarkup('Bring **tea**'), '<p>Bring <strong>tea</strong></p>');
  for (const hostile of [
    '<p onclick="x()">a</p><script>alert(1)</script>',
    '<a href="javascript:alert(1)">a</a>',
    '[a](javascript:alert(1))',
    '<div><img src=x onerror=alert(1)></div>',
    '<p style="position:fixed">a</p>',
  ]) {
    assert.doesNotMatch(renderMarkup(hostile), /<script|onclick|onerror|href="javascript|style=/, hostile);
  }
});

test('plain words stand on one line and are cut at a word', () => {
  assert.equal(plainText('**Moths**\n\n- tea\n- torch & lamp'), 'Moths tea torch & lamp');
  assert.equal(plainText('one two three', 10), 'one two…');
});

test('a text says more than its plain words where it is longer, or has a list, a link, emphasis or paragraphs', () => {
  assert.deepEqual(
    ['', 'A short line.', 'Tea & cake', 'a '.repeat(80)].map((text) => splitMarkup(text).rest !== ''),
    [false, false, false, false],
  );
  assert.deepEqual(
    [
      '- tea\n- torch',
      'See [here](https://example.org)',
      '**Moths**',
      'One.\n\nTwo.',
      'a '.repeat(120),
      '<p>One</p><ul><li>a</li></ul>',
    ].map((text) => splitMarkup(text).rest !== ''),
    [true, true, true, true, true, true],
  );
});

test('a text in two says nothing twice, but for the beginning of one that is too long to stand in the head', () => {
  assert.deepEqual(splitMarkup('Moths & tea.'), { head: 'Moths & tea.', rest: '' });
  assert.deepEqual(splitMarkup('Moths & tea.\n\nBring a **torch**.\n\n- one'), {
    head: 'Moths & tea.',
    rest: renderMarkup('Bring a **torch**.\n\n- one'),
  });
  assert.deepEqual(splitMarkup('<p>One</p><p>Two</p>'), { head: 'One', rest: '<p>Two</p>' });
  assert.deepEqual(splitMarkup('See [here](https://example.org).\n\nTwo.'), {
    head: '',
    rest: renderMarkup('See [here](https://example.org).\n\nTwo.'),
  });
  const long = 'word '.repeat(60).trim();
  assert.deepEqual(splitMarkup(long, 20), { head: 'word word word…', rest: `<p>${long}</p>` });
  assert.deepEqual(splitMarkup(''), { head: '', rest: '' });
});
