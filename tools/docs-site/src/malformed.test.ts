/** Documents that are broken, or look it: each gives exactly these complaints, or exactly this page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTree, type Planted } from './testing/plant-tree.ts';

type Row = { what: string; files: Planted; problems?: string[]; notes?: string[]; page?: [name: string, text: string] };

const latin1 = new Uint8Array([0x23, 0x20, 0x58, 0x0a, 0x0a, 0x63, 0x61, 0x66, 0xe9, 0x0a]);
const utf16 = new Uint8Array([0xff, 0xfe, 0x23, 0x00, 0x20, 0x00, 0x58, 0x00]);
const deepList = Array.from({ length: 60 }, (_, i) => `${'  '.repeat(i)}* level ${i + 1}`).join('\n\n');
const deepQuote = `${'> '.repeat(200)}deep`;

const ROWS: Row[] = [
  { what: 'an empty file', files: { 'docs/x.md': '' }, problems: ['docs/x.md:1: is empty'] },
  { what: 'a file of nothing but space', files: { 'docs/x.rst': ' \n\t\n' }, problems: ['docs/x.rst:1: is empty'] },
  {
    what: 'a file in Latin-1',
    files: { 'docs/x.md': latin1 },
    problems: ['docs/x.md:3: is not UTF-8; save it as UTF-8'],
  },
  { what: 'a file in UTF-16', files: { 'docs/x.rst': utf16 }, problems: ['docs/x.rst:1: is UTF-16; save it as UTF-8'] },
  {
    what: 'a program among the documents',
    files: { 'docs/x.md': new Uint8Array([0x23, 0x0a, 0x00, 0x01]) },
    problems: ['docs/x.md:2: is no text: it has a zero byte'],
  },
  { what: 'a mark of byte order', files: { 'docs/x.md': '\ufeff# X\n' }, page: ['docs/x.html', '<h1 id="x">X</h1>'] },
  {
    what: 'a mark of byte order before front matter',
    files: { 'docs/x.md': '\ufeff---\ntitle: T\n---\n\ntext\n' },
    page: ['docs/x.html', '<h1 id="t">T</h1><p>text</p>'],
  },
  {
    what: 'line ends of Windows',
    files: { 'docs/x.md': '# X\r\n\r\n```sh\r\na\r\nb\r\n```\r\n' },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<pre tabindex="0" dir="ltr" data-language="sh"><code class="language-sh">a\nb\n</code></pre>',
    ],
  },
  {
    what: 'line ends of Windows in reStructuredText',
    files: { 'docs/x.rst': 'X\r\n=\r\n\r\n.. note:: N\r\n\r\n   ::\r\n\r\n     a\r\n     b\r\n' },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<div class="notice notice-note" role="note"><p class="notice-title">Note</p>\n<p>N</p>\n<pre tabindex="0" dir="ltr"><code>a\nb\n</code></pre>\n</div>\n',
    ],
  },
  {
    what: 'line ends of old Macs',
    files: { 'docs/x.md': '# X\r\rtext\r' },
    page: ['docs/x.html', '<h1 id="x">X</h1>\n<p>text</p>'],
  },
  {
    what: 'a link to a file that is missing',
    files: { 'docs/x.md': '# X\n\ntext\n[a](y.md) and <a href="z.md">z</a>\n' },
    problems: ['docs/x.md:4: docs/y.md does not exist', 'docs/x.md:4: docs/z.md does not exist'],
  },
  {
    what: 'a link whose case is another',
    files: { 'docs/x.md': '# X\n\n[a](Y.MD) [b](README.md)\n', 'docs/y.md': '# Y\n', 'docs/readme.md': '# R\n' },
    problems: [
      'docs/x.md:3: docs/README.md does not exist; there is docs/readme.md',
      'docs/x.md:3: docs/Y.MD does not exist; there is docs/y.md',
    ],
  },
  {
    what: 'accents that are written in two ways',
    files: { 'docs/u\u0308ber.md': '# Ü\n', 'docs/x.md': '# X\n\n[a](\u00fcber.md)\n' },
    problems: ['docs/x.md:3: docs/\u00fcber.md does not exist; there is docs/u\u0308ber.md'],
  },
  {
    what: 'names with spaces, #, %, umlauts and Arabic',
    files: {
      'docs/a b#c%d.md': '# A\n',
      'docs/ärger.rst': 'Ä\n=\n',
      'docs/دليل.md': '# د\n\n[a](a%20b%23c%25d.md) [ä](ärger.rst#ä)\n',
    },
    page: [
      'docs/دليل.html',
      '<h1 id="د">د</h1>\n<p><a href="a%20b%23c%25d.html">a</a> <a href="%C3%A4rger.html#%C3%A4">ä</a></p>',
    ],
  },
  {
    what: 'a % that begins nothing',
    files: { 'docs/x.md': '# X\n\n[a](100%.md)\n', 'docs/100%.md': '# 100\n' },
    page: ['docs/x.html', '<h1 id="x">X</h1>\n<p><a href="100%25.html">a</a></p>'],
  },
  {
    what: 'a % that begins nothing, in HTML',
    files: { 'docs/x.md': '# X\n\n<a href="100%.md">a</a>\n', 'docs/100%.md': '# 100\n' },
    problems: ['docs/x.md:3: 100%.md is no address: a % begins nothing; write it as %25'],
  },
  {
    what: 'a # in a name that is not written as %23',
    files: { 'docs/x.md': '# X\n\n[a](c#.md)\n', 'docs/c#.md': '# C\n' },
    problems: ['docs/x.md:3: docs/c does not exist; in the name of a file write # as %23 and ? as %3F'],
  },
  {
    what: 'an anchor that is missing',
    files: { 'docs/x.md': '# X\n\n[a](#nowhere) [b](y.md#Part-One)\n', 'docs/y.md': '# Y\n\n## Part one\n' },
    problems: [
      'docs/x.md:3: docs/x.md has no anchor #nowhere',
      'docs/x.md:3: docs/y.md has no anchor #Part-One; there is #part-one',
    ],
  },
  {
    what: 'the same heading twice',
    files: { 'docs/x.md': '# X\n\n## A\n\n## A\n\n[two](#a-1)\n' },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<h2 id="a">A<a class="anchor" href="#a" aria-label="Link to “A”">#</a></h2>\n<h2 id="a-1">A<a class="anchor" href="#a-1" aria-label="Link to “A”">#</a></h2>\n<p><a href="#a-1">two</a></p>',
    ],
  },
  {
    what: 'the same anchor twice',
    files: { 'docs/x.md': '# X\n\n<a id="a"></a>\n\ntext <b id="a">b</b>\n' },
    problems: ['docs/x.md:5: the anchor #a is there twice'],
  },
  {
    what: 'a picture that is missing, in either markup',
    files: {
      'docs/x.md': '# X\n\n![a](a.png)\n\n<img src="b.png" alt="">\n',
      'docs/y.rst': 'Y\n=\n\n.. image:: c.png\n   :alt: c\n',
    },
    problems: [
      'docs/x.md:3: the picture docs/a.png does not exist',
      'docs/x.md:5: the picture docs/b.png does not exist',
      'docs/y.rst:4: the picture docs/c.png does not exist',
    ],
  },
  {
    what: 'a page that nothing leads to',
    files: { 'README.md': '# R\n', 'docs/x.md': '# X\n\n[y](y.md)\n', 'docs/y.md': '# Y\n' },
    problems: [
      'docs/x.md:1: no way leads here from README.md: link to it, or say "orphan: true" at its top',
      'docs/y.md:1: no way leads here from README.md: link to it, or say "orphan: true" at its top',
    ],
  },
  {
    what: 'a page that says that nothing leads to it',
    files: { 'README.md': '# R\n', 'docs/x.md': '---\norphan: true\n---\n# X\n', 'docs/y.rst': ':orphan:\n\nY\n=\n' },
    page: ['docs/y.html', '<h1 id="y">Y</h1>\n'],
  },
  {
    what: 'a way out of the tree',
    files: { 'docs/x.md': '# X\n\n[a](../../../etc/passwd) ![b](../../b.png)\n' },
    problems: [
      'docs/x.md:3: ../../../etc/passwd leads out of the tree',
      'docs/x.md:3: the picture ../b.png does not exist',
    ],
  },
  {
    what: 'a link without an address',
    files: { 'docs/x.md': '# X\n\n[a]() and [b](http://[)\n' },
    problems: ['docs/x.md:3: a link without an address', 'docs/x.md:3: http://%5B is no address'],
  },
  {
    what: 'a link by a name that is not defined',
    files: { 'docs/x.md': '# X\n\n[a][b], code `[c][d]`\n' },
    problems: ['docs/x.md:3: the link [a] names [b], which is defined nowhere'],
  },
  {
    what: 'front matter that is no YAML',
    files: { 'docs/x.md': '---\ntitle: [a\n---\n# X\n' },
    problems: [
      'docs/x.md:2: the front matter is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  },
  {
    what: 'scripts in a document',
    files: {
      'docs/x.md':
        '# X\n\n<script>alert(1)</script>\n\n<iframe src="https://example.org"></iframe>\n\n[a](javascript:alert(1))\n',
    },
    notes: [
      'docs/x.md:3: the element <script> is left out',
      'docs/x.md:5: the element <iframe> is left out',
      'docs/x.md:7: an address that begins with javascript: is left out',
    ],
    page: ['docs/x.html', '<h1 id="x">X</h1>\n\n\n<p><a>a</a></p>'],
  },
  {
    what: 'HTML that is never closed',
    files: { 'docs/x.md': '# X\n\n<div><b>bold\n\ntext\n' },
    page: ['docs/x.html', '<h1 id="x">X</h1>\n<div><b>bold\n<p>text</p></b></div>'],
  },
  { what: 'quotations two hundred deep', files: { 'docs/x.md': `# X\n\n${deepQuote}\n` } },
  {
    what: 'quotations three hundred deep',
    files: { 'docs/x.md': `# X\n\n${'> '.repeat(300)}deep\n`, 'docs/y.rst': `Y\n=\n\n${' '.repeat(501)}deep\n` },
    problems: ['docs/x.md:3: begins further in than column 500', 'docs/y.rst:4: begins further in than column 500'],
  },
  {
    what: 'HTML and emphasis thousands deep',
    files: {
      'docs/x.md': `# X\n\n${'<b>'.repeat(1000)}x\n`,
      'docs/y.md': `# Y\n\n${'*a **b '.repeat(3000)}\n`,
      'docs/z.md': `# Z\n\n${'<i>'.repeat(30_000)}x\n`,
    },
    problems: ['docs/x.md:3: is nested more than 400 deep', 'docs/z.md:1: is nested too deep to be read'],
  },
  { what: 'lists sixty deep', files: { 'docs/x.rst': `X\n=\n\n${deepList}\n` } },
  {
    what: 'a link that leads to a folder that it lies in',
    files: { 'docs/x.md': '# X\n', 'docs/loop': { to: '.' } },
    problems: ['docs/loop:1: this link leads to a folder that it lies in'],
  },
  {
    what: 'a link that leads nowhere, and two that lead to each other',
    files: {
      'docs/x.md': '# X\n',
      'docs/gone.md': { to: 'nothing.md' },
      'docs/a.md': { to: 'b.md' },
      'docs/b.md': { to: 'a.md' },
    },
    problems: [
      'README.md:4: docs/gone.md does not exist',
      'README.md:5: docs/a.md does not exist',
      'README.md:6: docs/b.md does not exist',
      'docs/a.md:1: this link leads nowhere',
      'docs/b.md:1: this link leads nowhere',
      'docs/gone.md:1: this link leads nowhere',
    ],
  },
  {
    what: 'two documents for one page',
    files: { 'docs/x.md': '# X\n', 'docs/x.rst': 'X\n=\n' },
    problems: ['docs/x.rst:1: would be the same page as docs/x.md: docs/x.html'],
  },
  {
    what: 'two names that differ in case only',
    files: { 'docs/X.md': '# X\n', 'docs/x.md': '# X\n' },
    problems: ['docs/x.md:1: differs from docs/X.md in case only: on many disks they are one file'],
  },
  {
    what: 'an include that goes round',
    files: {
      'README.md': '# R\n\n[a](docs/a.rst)\n',
      'docs/a.rst': 'A\n=\n\n.. include:: b.txt\n',
      'docs/b.txt': 'text\n\n.. include:: c.txt\n',
      'docs/c.txt': '.. include:: b.txt\n',
    },
    problems: ['docs/c.txt:1: includes itself: docs/b.txt → docs/c.txt → docs/b.txt'],
  },
  {
    what: 'a document that includes itself',
    files: { 'docs/a.rst': 'A\n=\n\n.. include:: a.rst\n' },
    problems: ['docs/a.rst:4: includes itself: docs/a.rst → docs/a.rst'],
  },
  {
    what: 'includes of files that are missing',
    files: {
      'docs/a.rst':
        'A\n=\n\n.. include:: gone.rst\n\n* in a list\n\n  .. literalinclude:: gone.py\n\n.. csv-table:: T\n   :file: gone.csv\n\n.. include:: ../../secret\n\n.. include::\n',
    },
    problems: [
      'docs/a.rst:4: there is no file docs/gone.rst to include',
      'docs/a.rst:8: there is no file docs/gone.py to include',
      'docs/a.rst:10: there is no file docs/gone.csv to include',
      'docs/a.rst:13: ../../secret lies outside the tree',
      'docs/a.rst:15: ".. include::" names no file',
    ],
  },
  {
    what: 'references that lead nowhere',
    files: {
      'docs/a.rst':
        'A\n=\n\n:ref:`nothing`, :doc:`gone`, :term:`word`, :download:`x.zip`,\n`no such title`_, |nothing|, :ref:`here`.\n\n.. _here:\n\nA paragraph.\n',
    },
    problems: [
      'docs/a.rst:4: :doc: finds no document "gone"',
      'docs/a.rst:4: :download: finds no file docs/x.zip',
      'docs/a.rst:4: :ref: finds no label "nothing"',
      'docs/a.rst:4: :term: finds no word "word" in a glossary',
      'docs/a.rst:5: :ref: "here" leads to no heading or caption, so it needs words of its own: :ref:`words <here>`',
      'docs/a.rst:5: nothing is named "no such title"',
      'docs/a.rst:5: the substitution |nothing| is not defined',
    ],
  },
  {
    what: 'pages that Sphinx makes, and other documentation',
    files: {
      'docs/a.rst':
        'A\n=\n\n.. toctree::\n\n   genindex\n\n:ref:`search`, :doc:`python:tutorial`, :ref:`words <python:label>`\n',
    },
    notes: [
      'docs/a.rst:6: genindex is a page that Sphinx makes and this site has not',
      'docs/a.rst:8: :doc:`python:tutorial` leads to other documentation; its text is shown',
      'docs/a.rst:8: :ref:`python:label` leads to other documentation; its text is shown',
      'docs/a.rst:8: :ref:`search` is a page that Sphinx makes and this site has not; its text is shown',
    ],
    page: [
      'docs/a.html',
      '<h1 id="a">A</h1>\n<div class="pages"></div>\n<p><code>search</code>, <code>python:tutorial</code>, <code>words</code></p>\n',
    ],
  },
  {
    what: 'literals with backticks at their ends',
    files: {
      'docs/a.rst': 'A\n=\n\nWrite ``:ref:`x``` or ```y``.\n\n.. note::\n\n   Also ``:ref:`z```::\n\n      z\n',
    },
    page: [
      'docs/a.html',
      '<h1 id="a">A</h1>\n<p>Write <code>:ref:`x`</code> or <code>`y</code>.</p>\n<div class="notice notice-note" role="note"><p class="notice-title">Note</p>\n<p>Also <code>:ref:`z`</code>:</p>\n<pre tabindex="0" dir="ltr"><code>z\n</code></pre>\n</div>\n',
    ],
  },
  {
    what: 'a label that is there twice',
    files: { 'docs/a.rst': '.. _top:\n\nA\n=\n', 'docs/b.rst': '.. _Top:\n\nB\n=\n' },
    problems: ['docs/b.rst:1: the label "top" is there already: docs/a.rst:1'],
  },
  {
    what: 'a toctree with documents that are missing',
    files: {
      'docs/index.rst': 'I\n=\n\n.. toctree::\n   :glob:\n\n   gone\n   part/*\n   x\n',
      'docs/x.rst': 'X\n=\n',
    },
    problems: [
      'docs/index.rst:7: the toctree finds no document "gone"',
      'docs/index.rst:8: no document matches part/*',
    ],
  },
  {
    what: 'directives without the blank lines that they need',
    files: { 'docs/a.rst': 'A\n=\n\ntext\n.. note:: N\n\n.. code-block:: python\n   x = 1\n' },
    problems: [
      'docs/a.rst:5: a blank line is missing above this directive, so it is read as text',
      'docs/a.rst:8: a blank line is missing above the code',
    ],
  },
  {
    what: 'marks that are begun and not ended',
    files: { 'docs/a.rst': 'A\n=\n\nA ``literal and\nmore.\n\nA `link <x\n\nA :doc:`x\n' },
    problems: [
      'docs/a.rst:4: a literal (``) is begun and not ended',
      'docs/a.rst:7: a backtick is begun and not ended',
      'docs/a.rst:9: a role is begun and not ended',
    ],
  },
  {
    what: 'tables with broken lines',
    files: { 'docs/a.rst': 'A\n=\n\n+---+--\n| a |\n+---+\n\ntext\n\n=== ===\na   b\n1   2\n' },
    problems: [
      'docs/a.rst:4: a table with a broken grid is read as text',
      'docs/a.rst:10: a table with broken columns is read as text',
    ],
  },
  {
    what: 'a title that is longer than its line',
    files: { 'docs/a.rst': 'A\n=\n\nLonger than it\n------\n\ntext\n' },
    problems: ['docs/a.rst:5: the line under the title "Longer than it" is shorter than the title'],
  },
  {
    what: 'directives and roles that nobody knows',
    files: { 'docs/a.rst': 'A\n=\n\n.. automodule:: shop\n   :members:\n\nA :strange:`word`.\n' },
    notes: [
      'docs/a.rst:4: the directive ".. automodule::" is not known; its source is shown',
      'docs/a.rst:7: the role :strange: is not known; its text is shown as code',
    ],
    page: [
      'docs/a.html',
      '<h1 id="a">A</h1>\n<div class="notice notice-warning" role="note"><p class="notice-title">Shown as it is written: <code>automodule</code></p><pre tabindex="0" dir="ltr"><code>.. automodule:: shop\n   :members:\n</code></pre></div>\n<p>A <code>word</code>.</p>\n',
    ],
  },
  {
    what: 'a site.json that is no JSON',
    files: { 'docs/x.md': '# X\n', 'docs/site.json': '{"sidebar": [' },
    problems: ['docs/site.json:1: is no JSON: Unexpected end of JSON input'],
  },
  {
    what: 'a site.json that names what is missing, and not what is there',
    files: {
      'docs/x.md': '# X\n',
      'docs/site.json':
        '{\n  "sidebar": [\n    "y.md",\n    { "title": "Z", "pages": ["z/*.md"] },\n    { "pages": [] }\n  ]\n}\n',
    },
    problems: [
      'docs/site.json:1: each part of "sidebar" is a path, or has a "title" and "pages"',
      'docs/site.json:3: there is no document y.md',
      'docs/site.json:4: there is no document z/*.md',
      'docs/x.md:1: has no place in the sidebar: add it to docs/site.json',
    ],
  },
  {
    what: 'a directive that is called as what every object has',
    files: { 'docs/a.rst': 'A\n=\n\n.. constructor::\n' },
    notes: ['docs/a.rst:4: the directive ".. constructor::" is not known; its source is shown'],
  },
  {
    what: 'an anchor that is written at a heading that has it by itself',
    files: { 'docs/x.md': '# X\n\n<a name="use"></a>\n\n## Use\n\n## <a id="more"></a>More\n\n[u](#use) [m](#more)\n' },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<p><a></a></p>\n<h2 id="use">Use<a class="anchor" href="#use" aria-label="Link to “Use”">#</a></h2>\n<h2 id="more"><a></a>More<a class="anchor" href="#more" aria-label="Link to “More”">#</a></h2>\n<p><a href="#use">u</a> <a href="#more">m</a></p>',
    ],
  },
  {
    what: 'an anchor far above a heading that has it by itself',
    files: { 'docs/x.md': '# X\n\n<a name="use"></a> words\n\n## Use\n' },
    problems: ['docs/x.md:5: the anchor #use is there twice'],
  },
  {
    what: 'headings of pictures, of signs and of nothing',
    files: { 'docs/x.md': '# ![Tide](t.png)\n\n## 🎉\n\n##\n', 'docs/t.png': '' },
    page: [
      'docs/x.html',
      '<h1 id="tide"><img src="t.png" alt="Tide" loading="lazy"></h1>\n<h2 id="section">🎉<a class="anchor" href="#section" aria-label="Link to “🎉”">#</a></h2>\n<h2 id="section-1"><a class="anchor" href="#section-1" aria-label="Link to “”">#</a></h2>',
    ],
  },
  {
    what: 'headings under lines, with the same words',
    files: { 'docs/x.md': 'X\n=\n\nA\n-\n\nA\n-\n\n[two](#a-1)\n' },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<h2 id="a">A<a class="anchor" href="#a" aria-label="Link to “A”">#</a></h2>\n<h2 id="a-1">A<a class="anchor" href="#a-1" aria-label="Link to “A”">#</a></h2>\n<p><a href="#a-1">two</a></p>',
    ],
  },
  {
    what: 'addresses that are not to be opened, however they are written',
    files: {
      'docs/x.md':
        '# X\n\n<a href=" java&#10;script:alert(1)">a</a> <img src="file:///x.png" alt="b"> <a href="HTTPS://example.org">c</a>\n',
    },
    notes: [
      'docs/x.md:3: an address that begins with file: is left out',
      'docs/x.md:3: an address that begins with javascript: is left out',
    ],
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<p><a>a</a> <img alt="b" loading="lazy"> <a href="https://example.org">c</a></p>',
    ],
  },
  {
    what: 'pictures in several sizes, with and without spaces',
    files: {
      'docs/x.md':
        '# X\n\n<picture><source srcset="a.png 1x,b.png 2x"><img src="a.png" srcset="c,d.png, b.png 2x" alt="a"></picture>\n',
      'docs/a.png': '',
      'docs/b.png': '',
      'docs/c,d.png': '',
    },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<p><picture><source srcset="a.png 1x, b.png 2x"><img src="a.png" srcset="c%2Cd.png, b.png 2x" alt="a" loading="lazy"></picture></p>',
    ],
  },
  {
    what: 'a size of a picture that is missing',
    files: { 'docs/x.md': '# X\n\n<img src="a.png" srcset="a.png 1x,b.png 2x" alt="a">\n', 'docs/a.png': '' },
    problems: ['docs/x.md:3: the picture docs/b.png does not exist'],
  },
  {
    what: 'brackets that are meant, and references that are not there',
    files: { 'docs/x.md': '# X\n\n\\[a]\\[b] m[1][2] mail@example.org [c][d]\nand [^e]\n' },
    problems: [
      'docs/x.md:3: the link [c] names [d], which is defined nowhere',
      'docs/x.md:4: the footnote [^e] is defined nowhere',
    ],
  },
  {
    what: 'references that are defined at the end',
    files: {
      'docs/x.md':
        '# X\n\n[a][one] [two][] [three] [^n]\n\n[one]: <a b.md> "T"\n[two]: y.md\n[three]: ../README.md\n\n[^n]: In [y](y.md).\n',
      'docs/y.md': '# Y\n',
      'docs/a b.md': '# A\n',
    },
  },
  {
    what: 'a question mark in a name that is not written as %3F',
    files: { 'docs/x.md': '# X\n\n[a](?.md)\n', 'docs/?.md': '# Q\n' },
    problems: ['docs/x.md:3: ?.md leads to this page; in the name of a file write # as %23 and ? as %3F'],
  },
  {
    what: 'front matter with values that are none',
    files: {
      'docs/x.md': '---\ntitle: 2024\norder: "3"\norphan: yes\n---\ntext\n',
      'docs/y.md': '---\n- y\n---\n# Y\n',
    },
    problems: [
      'docs/x.md:3: "order" in the front matter has to be a number',
      'docs/x.md:4: "orphan" in the front matter has to be true or false',
      'docs/y.md:2: the front matter is no list of names with their values',
    ],
  },
  {
    what: 'a title that is a number',
    files: { 'docs/x.md': '---\ntitle: 2024\n---\ntext\n' },
    page: ['docs/x.html', '<h1 id="2024">2024</h1><p>text</p>'],
  },
  {
    what: 'front matter that never ends, or grows without end',
    files: {
      'docs/x.md': '---\ntitle: X\n# X\n',
      'docs/y.md': `---\na: &a [${'x,'.repeat(9)}x]\nb: &b [${'*a,'.repeat(9)}*a]\nc: &c [${'*b,'.repeat(9)}*b]\nd: [${'*c,'.repeat(9)}*c]\n---\n# Y\n`,
    },
    problems: [
      'docs/x.md:1: front matter is begun and not ended: a line of --- is missing',
      'docs/y.md:2: the front matter cannot be read: Excessive alias count indicates a resource exhaustion attack',
    ],
  },
  {
    what: 'links to folders, whatever the case of their README',
    files: { 'docs/x.md': '# X\n\n[a](sub/) [b](sub) [c](../) [d](/docs/sub/)\n', 'docs/sub/Readme.md': '# S\n' },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<p><a href="sub/index.html">a</a> <a href="sub/index.html">b</a> <a href="../index.html">c</a> <a href="sub/index.html">d</a></p>',
    ],
  },
  {
    what: 'files that would lie where a page or the site itself lies',
    files: {
      'docs/x.md': '# X\n\n[page](x.html) [icon](y.html/a.txt)\n',
      'docs/y.md': '# Y\n\n![s](../assets/theme.css)\n',
      'docs/x.html': 'old',
      'docs/y.html/a.txt': '',
      'assets/theme.css': '',
    },
    problems: [
      'docs/x.md:3: docs/x.html cannot be copied: the page of docs/x.md would lie at the same place; give it another name',
      'docs/x.md:3: docs/y.html/a.txt cannot be copied: the page of docs/y.md would lie at the same place; give it another name',
      "docs/y.md:3: assets/theme.css cannot be copied: the site's own assets/theme.css would lie at the same place; give it another name",
    ],
  },
  {
    what: 'a folder that is named like a page',
    files: { 'docs/x.md': '# X\n', 'docs/x.html/y.md': '# Y\n' },
    problems: ['docs/x.html/y.md:1: lies in a folder that is named like the page of docs/x.md: docs/x.html'],
  },
  {
    what: 'names that other systems keep for themselves',
    files: {
      'docs/index.html.md': '# I\n',
      'docs/con.md': '# C\n',
      'docs/#.md': '# H\n\n[q](%3F.md) [i](index.html.md) [c](con.md)\n',
      'docs/?.md': '# Q\n',
    },
    page: [
      'docs/#.html',
      '<h1 id="h">H</h1>\n<p><a href="%3F.html">q</a> <a href="index.html.html">i</a> <a href="con.html">c</a></p>',
    ],
  },
  {
    what: 'a site.json with settings that are none',
    files: {
      'docs/x.md': '# X\n',
      'docs/site.json':
        '\ufeff{\n  "titel": "T",\n  "title": 5,\n  "sidebar": [\n    { "title": "A", "pages": [{ "title": "B", "pages": ["x.md"] }] },\n    "x.md"\n  ]\n}\n',
    },
    problems: [
      'docs/site.json:2: "titel" is no setting; there are "title" and "sidebar"',
      'docs/site.json:3: "title" has to be text',
      'docs/site.json:5: the pages of "A" are paths; a section has no sections in it',
    ],
  },
  {
    what: 'a site.json with a comma too many',
    files: { 'docs/x.md': '# X\n', 'docs/site.json': '{\n  "sidebar": [\n    "x.md",\n  ]\n}\n' },
    problems: [`docs/site.json:4: is no JSON: Unexpected token ']', ...""x.md", ] } " is not valid JSON`],
  },
  {
    what: 'a label that is twice in one document',
    files: { 'docs/x.rst': 'X\n=\n\n.. _a:\n\nOne\n---\n\n.. _A:\n\nTwo\n---\n' },
    problems: ['docs/x.rst:9: the label "A" is there already: docs/x.rst:4'],
  },
  {
    what: 'scripts in reStructuredText',
    files: {
      'docs/x.rst':
        'X\n=\n\ntext\n\n.. raw:: html\n\n   <b>b</b>\n   <script>alert(1)</script>\n\n`a <javascript:alert(1)>`_\n',
    },
    notes: [
      'docs/x.rst:9: the element <script> is left out',
      'docs/x.rst:11: an address that begins with javascript: is left out',
    ],
    page: ['docs/x.html', '<h1 id="x">X</h1>\n<p>text</p>\n<b>b</b>\n\n<p><a>a</a></p>\n'],
  },
  {
    what: 'a literal block that is announced and not there',
    files: { 'docs/x.rst': 'X\n=\n\nThus::\n\ntext\n\nThus::\n\n> quoted\n\nAnd::\n' },
    problems: [
      'docs/x.rst:4: announces a literal block (::) that does not follow',
      'docs/x.rst:12: announces a literal block (::) that does not follow',
    ],
  },
  {
    what: 'a directive that the line above makes something else of',
    files: { 'docs/x.rst': 'X\n=\n\n::\n\n.. code-block:: sh\n\n   ls\n' },
    problems: [
      'docs/x.rst:6: this block cannot be told from the lines around it: look for a blank line that is missing, or an indent that is wrong',
    ],
  },
  {
    what: 'lines around a title that are shorter than it',
    files: { 'docs/x.rst': 'X\n=\n\n----\nLonger\n----\n\ntext\n' },
    problems: ['docs/x.rst:4: the lines over and under the title "Longer" are shorter than the title'],
  },
  {
    what: 'a footnote that is not there',
    files: { 'docs/x.rst': 'X\n=\n\nA [#one]_ and [2]_.\n' },
    problems: ['docs/x.rst:4: the footnote [#one] is not defined', 'docs/x.rst:4: the footnote [2] is not defined'],
  },
  {
    what: 'directives that begin the items of a list',
    files: {
      'docs/x.rst':
        'X\n=\n\n- .. note:: N\n\n     more\n- .. index:: i\n\n  two\n\n1. .. code-block:: sh\n\n      ls\n',
    },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<ul>\n<li><div class="notice notice-note" role="note"><p class="notice-title">Note</p>\n<p>N</p>\n<p>more</p>\n</div></li>\n<li>two</li>\n</ul>\n<ol type="1">\n<li><pre tabindex="0" dir="ltr" data-language="sh"><code class="language-sh"><span class="hljs-built_in">ls</span>\n</code></pre></li>\n</ol>\n',
    ],
  },
  {
    what: 'directives in the cells of a table',
    files: {
      'docs/x.rst':
        'X\n=\n\n+-----------------------+\n| .. tip:: T            |\n+-----------------------+\n| .. versionadded:: 2   |\n+-----------------------+\n',
    },
    notes: ['docs/x.rst:7: ".. versionadded::" is not carried out in a table or a field: its words are shown'],
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<div class="table" tabindex="0" role="group" aria-label="Table"><table>\n<colgroup>\n<col>\n</colgroup>\n<tbody>\n<tr>\n<td><div class="notice notice-tip" role="note"><p class="notice-title">Tip</p>\n\n<p>T</p>\n</div></td>\n</tr>\n<tr>\n<td><div class="versionadded">\n<p>2</p>\n</div></td>\n</tr>\n</tbody>\n</table></div>\n',
    ],
  },
  {
    what: 'includes in includes, with a table, a label and a picture',
    files: {
      'docs/x.rst': 'X\n=\n\n.. include:: parts/one.txt\n\n:ref:`tab`\n',
      'docs/parts/one.txt': '.. include:: two.txt\n\n.. image:: p.png\n   :alt: p\n',
      'docs/parts/two.txt':
        '.. _tab:\n\n.. table:: Tides\n\n   ===== =====\n   A     `r <../README.md>`_\n   ===== =====\n',
      'docs/p.png': '',
    },
    page: [
      'docs/x.html',
      '<h1 id="x">X</h1>\n<div id="tab">\n<div class="table" tabindex="0" role="group" aria-label="Tides"><table>\n<caption>Tides</caption>\n<tbody>\n<tr>\n<td>A</td>\n<td><a href="../index.html">r</a></td>\n</tr>\n</tbody>\n</table></div>\n</div>\n<p><img src="p.png" alt="p" loading="lazy"></p>\n<p><a href="#tab">Tides</a></p>\n',
    ],
  },
  {
    what: 'a link into the repository whose address nobody knows',
    files: { 'README.md': '# R\n\n[the **source**](src/x.ts)\n', 'src/x.ts': '' },
    notes: [
      'README.md:3: links to src/x.ts in the repository, whose address is not known: the link is left out; say it in package.json or with --repository',
    ],
    page: ['index.html', '<h1 id="r">R</h1>\n<p><span class="no-link">the <strong>source</strong></span></p>'],
  },
];

for (const { what, files, problems = [], notes = [], page } of ROWS) {
  test(what, async () => {
    const built = await buildTree(files);
    assert.deepEqual({ problems: built.problems, notes: built.notes }, { problems, notes });
    assert.equal(built.has('index.html'), true);
    if (page) assert.equal(built.page(page[0]), page[1]);
  });
}
