/** Formulas, diagrams, emoji, numbered lines and the version of the project. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { buildTree } from './testing/plant-tree.ts';

const built = await buildTree(
  {
    'package.json': '{ "version": "1.2.3" }',
    'docs/m.md':
      '# M\n\nThe root $\\sqrt{2}$ costs $5 and **$6** :tada:\n\n```mermaid\ngraph TD; A-->B;\n```\n\n!!! tip "Try"\n    Words.\n',
    'docs/r.rst':
      'R\n=\n\nVersion |version|, :math:`x^2`.\n\n.. code-block:: python\n   :linenos:\n   :emphasize-lines: 2\n\n   a = 1\n   b = 2\n',
    'docs/plain.md': '# Plain\n',
  },
  { repository: 'harbour/tidewater' },
);

test('formulas are drawn, sums of money are not, and emoji have names', () => {
  assert.deepEqual(built.problems, []);
  const page = built.page('docs/m.html');
  assert.equal(page.match(/<span class="katex">/g)?.length, 1);
  assert.match(page, /costs \$5 and <strong>\$6<\/strong> 🎉/);
  assert.match(page, /<pre class="mermaid">graph TD; A-->B;\n<\/pre>/);
  assert.match(page, /<p class="notice-title">Try<\/p>/);
});

test('scripts and styles for formulas and diagrams are asked for by pages that have some', () => {
  const asked = (name: string) =>
    [
      ...readFileSync(path.join(built.out, name), 'utf8').matchAll(/assets\/(mermaid\.js|katex\/katex\.min\.css)"/g),
    ].map(([, file]) => file);
  assert.deepEqual(
    [asked('docs/m.html'), asked('docs/r.html'), asked('docs/plain.html')],
    [['katex/katex.min.css', 'mermaid.js'], ['katex/katex.min.css'], []],
  );
  assert.equal(built.has('assets/mermaid.js'), true);
});

test('lines have numbers and stand out, and the version is that of the project', () => {
  const page = built.page('docs/r.html');
  assert.match(page, /<p>Version 1\.2\.3, <span class="katex">/);
  assert.match(page, /<span class="line" data-line="1">a = /);
  assert.match(page, /<span class="line marked" data-line="2">b = /);
});

test('every page leads to where it is edited', () => {
  const page = readFileSync(path.join(built.out, 'docs/m.html'), 'utf8');
  assert.match(
    page,
    /<a href="https:\/\/github\.com\/harbour\/tidewater\/edit\/HEAD\/docs\/m\.md">Edit this page<\/a>/,
  );
});
