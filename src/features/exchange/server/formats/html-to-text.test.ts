import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processorTime } from '#testing/processor-time.ts';
import { htmlToText } from './html-to-text.ts';

test('a text without tags comes back byte for byte', () => {
  for (const text of [
    '',
    '  two  spaces\r\n\r\n\tand a tab ',
    'a < b && c > d',
    'R&amp;D &#8211; as it is',
    '<stdio.h> <vector<int>>',
    'write to <somebody@host.example>',
    '# Markdown\n\n- **one**\n- [two](https://host.example)',
  ])
    assert.equal(htmlToText(text), text);
});

test('paragraphs and line breaks become lines, and white space between them nothing', () => {
  assert.equal(
    htmlToText('<p>One\n   and   one</p>\n<p class="x">Two<br>lines<br />there</p>'),
    'One and one\n\nTwo\nlines\nthere',
  );
  assert.equal(htmlToText('<h2>Title</h2><div>Text</div><hr><blockquote>Said</blockquote>'), 'Title\n\nText\n\nSaid');
});

test('the entries of a list stand on lines of their own, behind dashes', () => {
  assert.equal(
    htmlToText('<p>Bring:</p><ul>\n<li>a pen</li>\n<li><p>paper</p></li>\n</ul><p>Thanks</p>'),
    'Bring:\n\n- a pen\n- paper\n\nThanks',
  );
});

test('a link keeps its address unless its words are the address', () => {
  assert.equal(
    htmlToText(
      'See <a href="https://host.example/a?b=1&amp;c=2" rel=x>the page</a>, <a href=\'https://host.example/\'>host.example</a>, <a href="mailto:us@host.example">us@host.example</a>, <a href="#top">top</a>, <a>none</a>.',
    ),
    'See the page (https://host.example/a?b=1&c=2), host.example, us@host.example, top, none.',
  );
  assert.equal(htmlToText('<a href="https://host.example/x"><img src="a.png"></a>'), 'https://host.example/x');
});

test('where only words are marked up, the line ends of the text stay', () => {
  assert.equal(htmlToText('One <b>bold</b>\nword.\n\n\n\nTwo <i>words</i>.'), 'One bold\nword.\n\nTwo words.');
});

test('entities are decoded, known and numbered ones, and unknown ones stay', () => {
  assert.equal(
    htmlToText('<p>K&auml;se &amp; Brot&nbsp;&#8211;&#x20;&lt;b&gt; &unheard;</p>'),
    'Käse & Brot – <b> &unheard;',
  );
});

test('what nobody sees is left out: comments, scripts and styles', () => {
  assert.equal(
    htmlToText('<style>p { color: red }</style><p>Seen<!-- <p>not --></p><script>alert(1 < 2)</script>'),
    'Seen',
  );
});

test('lines of code keep their form, and cells of a table their distance', () => {
  assert.equal(htmlToText('<p>Run</p><pre><code>if x:\n    y()</code></pre>'), 'Run\n\nif x:\n    y()');
  assert.equal(
    htmlToText('<table><tr><th>Day</th><th>Hour</th></tr><tr><td>1</td><td>9</td></tr></table>'),
    'Day Hour\n1 9',
  );
});

test('a text made to take long takes no time', () => {
  const started = processorTime();
  for (const part of ['<p ', '<a href="', '<!--', '&amp', '<p>', '</a>', '<li> '])
    htmlToText(`<p>${part.repeat(50_000)}`);
  assert.equal(processorTime() - started < 1500, true);
});
