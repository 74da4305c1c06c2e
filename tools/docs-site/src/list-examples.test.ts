/** Every piece of code is found, with the line of the file that it begins on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Example, listExamples } from './list-examples.ts';
import { plantTree, type Planted } from './testing/plant-tree.ts';

function list(files: Planted): { examples: Example[]; folder: string } {
  const folder = plantTree(files);
  return {
    folder,
    examples: listExamples({ readme: path.join(folder, 'README.md'), docs: path.join(folder, 'docs') }),
  };
}

test('code of Markdown comes with its language, the rest of its fence, and its line', () => {
  const { examples } = list({
    'README.md': '# R\n\n```sh title="start"\nnpm start\n```\n',
    'docs/a.md':
      '---\ntitle: A\n---\n\n- list\n\n  ```TS\n  let a = 1;\n\n  let b = 2;\n  ```\n\n> ~~~\n> plain\n> ~~~\n\n    indented\n',
  });
  assert.deepEqual(examples, [
    { file: 'README.md', line: 4, language: 'sh', info: 'sh title="start"', code: 'npm start' },
    { file: 'docs/a.md', line: 8, language: 'ts', info: 'TS', code: 'let a = 1;\n\nlet b = 2;' },
    { file: 'docs/a.md', line: 14, language: '', info: '', code: 'plain' },
    { file: 'docs/a.md', line: 17, language: '', info: '', code: 'indented' },
  ]);
});

test('code of reStructuredText comes from directives, double colons, conversations and included files', () => {
  const { examples } = list({
    'docs/a.rst':
      'A\n=\n\n.. code-block:: python\n   :caption: x.py\n   :emphasize-lines: 1\n\n   a = 1\n\nThis::\n\n  b\n\n* in a list ::\n\n    c\n\n>>> d\n1\n\n.. highlight:: sh\n\n::\n\n   e\n\n.. include:: part.txt\n',
    'docs/part.txt': 'Part\n\n.. code:: js\n\n   f();\n',
  });
  assert.deepEqual(
    examples.map(({ file, line, language, info, code }) => [file, line, language, info, code]),
    [
      ['docs/a.rst', 8, 'python', 'python :caption: x.py :emphasize-lines: 1', 'a = 1'],
      ['docs/a.rst', 12, '', '', 'b'],
      ['docs/a.rst', 16, '', '', 'c'],
      ['docs/a.rst', 18, 'python', 'python', '>>> d\n1'],
      ['docs/a.rst', 25, 'sh', 'sh', 'e'],
      ['docs/part.txt', 5, 'js', 'js', 'f();'],
    ],
  );
});

test('the first line of an example stands where its place says', () => {
  const { examples, folder } = list({
    'docs/a.md': '# A\n\n1. x\n\n   ```js\n   one();\n   two();\n   ```\n',
    'docs/b.rst': 'B\n=\n\nx::\n\n\n    deep\n      deeper\n',
  });
  for (const { file, line, code } of examples)
    assert.equal(readFileSync(path.join(folder, file), 'utf8').split('\n')[line - 1]?.trim(), code.split('\n')[0]);
  assert.equal(examples.length, 2);
});

test('a document that cannot be read stops the list', () => {
  assert.throws(() => list({ 'docs/a.md': new Uint8Array([0xe9, 0x0a]) }), /docs\/a\.md:1: is not UTF-8/);
});
