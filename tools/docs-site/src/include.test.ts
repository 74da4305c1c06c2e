/** Files that documents take in: of either markup, from any folder, in parts, with links from their own place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildTree } from './testing/plant-tree.ts';

/** Headings, links and pictures of a page, without the links of headings to themselves. */
function gistOf(html: string): string[] {
  return [
    ...html
      .replace(/<a class="anchor".*?<\/a>/g, '')
      .matchAll(/<(h[1-6]) id="[^"]*">(.*?)<\/h|<a href="([^"]*)">(.*?)<\/a>|<img src="([^"]*)"/gs),
  ].map(([, level, title, href, words, src]) =>
    level ? `${level} ${title?.replace(/<[^>]+>/g, '')}` : href ? `${words} ${href}` : `picture ${src}`,
  );
}

test('Markdown that reStructuredText includes is Markdown, and its links count from its own place', async () => {
  const built = await buildTree({
    'README.md': '# R\n\n[d](docs/index.rst)\n',
    'CHANGES.md':
      '# Changes\n\n[guide](docs/guide/install.md), ![p](docs/p.png)\n\n## 1.0\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n```sh\nls\n```\n\nSee [n][name].\n\n[name]: docs/guide/install.md#more\n',
    'docs/index.rst': 'Index\n=====\n\nWhat is new\n-----------\n\n.. include:: ../CHANGES.md\n\nAfter\n-----\n',
    'docs/guide/install.md': '# Install\n\n## More\n\n[i](../index.rst)\n',
    'docs/p.png': '',
  });
  assert.deepEqual({ problems: built.problems, notes: built.notes }, { problems: [], notes: [] });
  assert.deepEqual(gistOf(built.page('docs/index.html')), [
    'h1 Index',
    'h2 What is new',
    'h3 Changes',
    'guide guide/install.html',
    'picture p.png',
    'h4 1.0',
    'n guide/install.html#more',
    'h2 After',
  ]);
  assert.match(built.page('docs/index.html'), /<th>a<\/th>[\s\S]*<td><code>2<\/code><\/td>[\s\S]*data-language="sh"/);
  assert.equal(built.has('CHANGES.html'), true);
});

test('a README that an index includes has its links and pictures, in either markup', async () => {
  const rst = await buildTree({
    'README.rst':
      'R\n=\n\n`Install <docs/guide/install.md>`_, licence_.\n\n.. image:: docs/p.png\n   :alt: p\n\n.. _licence: docs/licence.rst\n',
    'docs/index.rst':
      '.. include:: ../README.rst\n\n`Own <guide/install.md>`_\n\n.. toctree::\n   :glob:\n\n   guide/*\n',
    'docs/guide/install.md': '# Install\n\n[i](../index.rst)\n',
    'docs/licence.rst': 'Licence\n=======\n',
    'docs/p.png': '',
  });
  assert.deepEqual(
    { problems: rst.problems, notes: rst.notes },
    {
      problems: [
        'docs/index.rst:1: no way leads here from README.rst: link to it, or say "orphan: true" at its top',
      ].slice(1),
      notes: [],
    },
  );
  assert.deepEqual(gistOf(rst.page('docs/index.html')), [
    'h1 R',
    'Install guide/install.html',
    'licence licence.html',
    'picture p.png',
    'Own guide/install.html',
    'Install guide/install.html',
  ]);
});

test('Markdown takes in reStructuredText and Markdown, whole and in parts, as MyST does', async () => {
  const built = await buildTree({
    'README.md': '# R\n\n[d](docs/a.md) [p](docs/parts/b.rst)\n',
    'docs/a.md':
      '# A\n\n## Part\n\n```{include} parts/b.rst\n:start-after: begin\n:end-before: end\n```\n\n```{include} ../MORE.md\n```\n\n```{eval-rst}\n.. note:: From `rst <parts/b.rst>`_.\n```\n',
    'docs/parts/b.rst': 'B\n=\n\n.. begin\n\nSee `a <../a.md>`_ and :doc:`/a`.\n\n.. end\n\nNot this.\n',
    'MORE.md': 'More [b](docs/parts/b.rst).\n',
  });
  assert.deepEqual({ problems: built.problems, notes: built.notes }, { problems: [], notes: [] });
  assert.deepEqual(gistOf(built.page('docs/a.html')), [
    'h1 A',
    'h2 Part',
    'a #',
    'A #',
    'b parts/b.html',
    'rst parts/b.html',
  ]);
  assert.doesNotMatch(built.page('docs/a.html'), /Not this|\{include\}|start-after/);
});

test('a document takes in a part of itself, and going round ends with a word', async () => {
  const built = await buildTree({
    'docs/a.rst':
      'A\n=\n\n.. begin\n\nTwice.\n\n.. end\n\n.. include:: a.rst\n   :start-after: begin\n   :end-before: end\n',
    'docs/b.rst': 'B\n=\n\n.. round\n\nWords.\n\n.. include:: b.rst\n   :start-after: round\n',
    'docs/c.rst': 'C\n=\n\n.. include:: a.rst\n   :start-after: nowhere\n   :end-before: begin\n',
  });
  assert.deepEqual(built.problems, [
    'docs/b.rst:8: includes itself: docs/b.rst → docs/b.rst → docs/b.rst',
    'docs/c.rst:4: docs/a.rst has no line with "nowhere"',
  ]);
  assert.equal(built.page('docs/a.html').match(/<p>Twice\.<\/p>/g)?.length, 2);
  assert.equal(built.page('docs/b.html').match(/<p>Words\.<\/p>/g)?.length, 2);
});

test('footnotes of parts keep apart', async () => {
  const built = await buildTree({
    'docs/a.rst': 'A\n=\n\n.. include:: b.md\n\n.. include:: c.md\n',
    'docs/b.md': 'B[^1]\n\n[^1]: One.\n',
    'docs/c.md': 'C[^1]\n\n[^1]: Two.\n',
  });
  assert.deepEqual(built.problems, []);
  assert.match(built.page('docs/a.html'), /One\.[\s\S]*Two\./);
});
