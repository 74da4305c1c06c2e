/** What the formatter leaves alone: lines that are wider than the page. Only a string that cannot be broken may be. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import ts from 'typescript';
import { PROGRAM_ROOT } from '#platform/config.ts';

const WIDTH = 120;
const PATTERNS = ['*.ts', '*.mjs', '*.js', '*.svelte', '*.css'];
const EXCEPT = /^(?:db\/types\.ts|tools\/client\/src\/description\.d\.ts|bench\/results|tools\/docs-site\/fixtures)/;

/** Where each string, template and regular expression of the text lies: [start, end), end beyond its last character. */
function findStrings(text: string): [number, number][] {
  const found: [number, number][] = [];
  const visit = (node: ts.Node): void => {
    const isString =
      ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isRegularExpressionLiteral(node);
    if (isString) found.push([node.getStart(), node.end]);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('it.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

/** Numbers of the lines that are too wide, without those that are so because of a string or an address. */
function findWide(file: string, text: string): number[] {
  const strings = /\.(?:ts|mjs|js)$/.test(file) ? findStrings(text) : [];
  let start = 0;
  return text.split('\n').flatMap((line, at) => {
    const [from, to] = [start, start + line.length];
    start = to + 1;
    if (line.length <= WIDTH) return [];
    const holdsString = strings.some(([first, end]) => first < to && end > from);
    // In a page the formatter breaks the markup wherever that changes nothing.
    const isMarkup = file.endsWith('.svelte') && !/^\s*(?:\/\/|\/?\*|<!--)/.test(line);
    return holdsString || isMarkup || /https?:\/\/|url\(/.test(line) ? [] : [at + 1];
  });
}

test('a line that is too wide is found, unless a string makes it so', () => {
  const wide = 'x'.repeat(130);
  assert.deepEqual(
    findWide('a.ts', `// ${wide}\nconst a = '${wide}';\nconst b = \`\n${wide}\n\`;\nconst ${wide} = 1;\n`),
    [1, 6],
  );
  assert.deepEqual(findWide('a.css', `/* ${wide} */\n`), [1]);
});

test('no line of code or comment is wider than the page', () => {
  const files = execFileSync('git', ['ls-files', '-z', '--', ...PATTERNS], { cwd: PROGRAM_ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '' && !EXCEPT.test(file));
  assert.ok(files.length > 1000);
  const wide = files.flatMap((file) =>
    findWide(file, readFileSync(`${PROGRAM_ROOT}/${file}`, 'utf8')).map((line) => `${file}:${line}`),
  );
  assert.deepEqual(wide, []);
});
