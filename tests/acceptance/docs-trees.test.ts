/**
 * Documents of other projects, as they are in their repositories, built by docs-site and counted against two
 * independent readers: Sphinx for reStructuredText, cmark-gfm for Markdown. They are not part of this repository:
 * `FOYER_SHARED` says where they are.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { buildSite } from 'docs-site';

const shared = process.env.FOYER_SHARED ?? path.resolve(import.meta.dirname, '../../../shared');
const trees = path.join(shared, 'data/docs-trees');
const skip = existsSync(trees) ? false : `there is no ${trees}; set FOYER_SHARED to the folder that has data/`;
const work = mkdtempSync(path.join(tmpdir(), 'foyer-docs-trees-'));
after(() => rmSync(work, { recursive: true, force: true }));

/** What can be counted of a page by anybody. */
type Counts = { headings: number; links: number; pictures: number };

const count = (html: string, pattern: RegExp): number => html.match(pattern)?.length ?? 0;

/** The text of a page of ours, without what the site itself adds to it. */
function articleOf(file: string): string {
  const page = readFileSync(file, 'utf8');
  return page
    .slice(page.indexOf('<article'), page.indexOf('</article>'))
    .replace(/<a class="anchor".*?<\/a>/gs, '')
    .replace(/<div class="pages">.*?<\/div>/gs, '');
}

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    hash.update(file);
    if (entry.isFile()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function run(command: string, args: string[], input?: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', input, maxBuffer: 1 << 28 });
  assert.equal(status, 0, `${command}: ${stderr}`);
  return stdout + stderr;
}

/** Links and pictures of any kind. GitHub leaves out what has no address. */
function countMarkdown(text: string): Counts {
  const tagged = readByCmark(text);
  return {
    headings: count(tagged, /<h[1-6][ >]/g),
    links: count(tagged, /<a [^>]*href=/g),
    pictures: count(tagged, /<img /g),
  };
}

/** cmark knows no front matter, and takes it for a heading. */
function readByCmark(text: string): string {
  const html = run(
    'cmark-gfm',
    ['--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'autolink'],
    text.replace(/^---\n.*?\n---\n/s, ''),
  );
  return html.replace(/<!--.*?-->/gs, '');
}

function countOurs(article: string): Counts {
  return {
    headings: count(article, /<h[1-6][ >]/g),
    links: count(article, /<a [^>]*href=/g) + count(article, /<span class="no-link"/g),
    pictures: count(article, /<img /g) + count(article, /<span class="no-picture"/g),
  };
}

/** Only what leads to the web: both programs make other links of their own. */
const countWeb = (html: string): number => count(html, /<a [^>]*href="(?:https?:|mailto:)/g);

/** Sphinx without extensions, on a copy without what only Markdown's readers can read. */
function buildBySphinx(tree: string): { page: (source: string) => string; warnings: string } {
  const [source, out] = [path.join(work, `${tree}-source`), path.join(work, `${tree}-sphinx`)];
  cpSync(path.join(trees, tree), source, { recursive: true });
  for (const file of globSync('**/*.rst', { cwd: source })) {
    const text = readFileSync(path.join(source, file), 'utf8');
    writeFileSync(path.join(source, file), text.replace(/^\.\. include:: .*\.md$/gm, ''));
  }
  writeFileSync(
    path.join(source, 'conf.py'),
    "html_theme = 'basic'\nhtml_permalinks = False\nroot_doc = 'README' if __import__('os').path.exists('README.rst') else 'docs/index'\nexclude_patterns = ['html']\n",
  );
  const warnings = run('sphinx-build', ['-q', '-b', 'html', source, out]);
  return {
    page: (file) => {
      const page = readFileSync(path.join(out, file.replace(/\.rst$/, '.html')), 'utf8');
      return page.slice(page.indexOf('<div class="body"'), page.indexOf('<div class="clearer">'));
    },
    warnings,
  };
}

/** Signs of markup that nobody took for markup, outside of code. */
function rawMarkup(article: string): string[] {
  const text = article.replace(/<(pre|code)[ >].*?<\/\1>/gs, '').replace(/<[^>]+>/g, '');
  return text.match(/\]\([^)\s]+\)|^#{1,6} .*|``|:[a-z]+:`[^`]+`|^ *\.\. [a-z-]+::.*|\|[a-z]+\|/gm) ?? [];
}

/** Addresses in the site that lead to nothing in it. */
function deadLinks(out: string): string[] {
  return globSync('**/*.html', { cwd: out }).flatMap((file) => {
    const page = readFileSync(path.join(out, file), 'utf8');
    return [...page.matchAll(/ (?:href|src)="([^"]*)"/g)]
      .map(([, address = '']) => address.replaceAll('&#x26;', '&'))
      .filter((address) => !/^(?:[a-z]+:|\/\/)/i.test(address))
      .filter((address) => {
        const [name = '', anchor = ''] = address.split('#').map(decodeURIComponent);
        const target =
          name === '' ? path.join(out, file) : path.join(out, path.dirname(file), name.replace(/\?.*/, ''));
        return !existsSync(target) || (anchor !== '' && !readFileSync(target, 'utf8').includes(`id="${anchor}"`));
      })
      .map((address) => `${file}: ${address}`);
  });
}

/** `pages`: what is a page beside the README and the documents of `docs`, because they lead to it. */
const TREES: { tree: string; readme: string; beside: string[] }[] = [
  { tree: 'blinker', readme: 'README.md', beside: ['CHANGES.rst'] },
  { tree: 'loklak_server', readme: 'README.md', beside: [] },
  { tree: 'requests', readme: 'README.md', beside: ['AUTHORS.rst', 'HISTORY.md'] },
  { tree: 'susi_server', readme: 'README.rst', beside: [] },
];

for (const { tree, readme, beside } of skip ? [] : TREES) {
  describe(tree, async () => {
    const [root, out] = [path.join(trees, tree), path.join(work, tree)];
    const before = digestOf(root);
    const built = await buildSite({ readme: path.join(root, readme), docs: path.join(root, 'docs'), out });
    const documents = globSync('docs/**/*.{md,rst}', { cwd: root });
    const sources = [readme, ...documents, ...beside].sort();
    const pageOf = (source: string) =>
      source === readme
        ? 'index.html'
        : source.replace(/\/README\.(md|rst)$/i, '/index.html').replace(/\.[^./]+$/, '.html');
    const sphinx = sources.some((source) => source.endsWith('.rst')) ? buildBySphinx(tree) : null;

    test('is built without touching it, with a page for each document', () => {
      assert.equal(digestOf(root), before);
      assert.deepEqual([...built.written].sort(), sources.map(pageOf).sort());
      assert.deepEqual(
        built.written.filter((page) => !existsSync(path.join(out, page))),
        [],
      );
    });

    test('has no dead link and no raw markup', () => {
      assert.deepEqual(deadLinks(out), []);
      // What cmark reads as text as well is the author's own.
      const signs = sources.flatMap((source) => {
        const theirs = source.endsWith('.md')
          ? rawMarkup(readByCmark(readFileSync(path.join(root, source), 'utf8')))
          : [];
        const ours = rawMarkup(articleOf(path.join(out, pageOf(source))));
        return ours.filter((sign) => !theirs.includes(sign)).map((sign) => `${source}: ${sign}`);
      });
      assert.deepEqual(signs, []);
    });

    for (const source of sources.filter((one) => one.endsWith('.md')))
      test(`${source} has the headings, links and pictures that cmark-gfm finds`, () => {
        const article = articleOf(path.join(out, pageOf(source)));
        const found = countMarkdown(readFileSync(path.join(root, source), 'utf8'));
        const ours = countOurs(article);
        // A page without a title has its name as one.
        const hasTitle = /^# |^=+$|<h1/m.test(readFileSync(path.join(root, source), 'utf8'));
        assert.deepEqual(ours, { ...found, headings: found.headings + Number(!hasTitle) });
      });

    for (const source of sources.filter((one) => one.endsWith('.rst')))
      test(`${source} has the headings and the links to the web that Sphinx finds`, () => {
        const article = articleOf(path.join(out, pageOf(source)));
        const theirs = sphinx?.page(source) ?? '';
        const text = readFileSync(path.join(root, source), 'utf8');
        const parts = [...text.matchAll(/^\.\. include:: (.*\.md)$/gm)].map(([, file = '']) =>
          readFileSync(path.join(root, path.dirname(source), file), 'utf8'),
        );
        const sum = (of: (part: string) => number) => parts.reduce((total, part) => total + of(part), 0);
        assert.deepEqual(
          { headings: count(article, /<h[1-6][ >]/g), web: countWeb(article) },
          {
            headings: count(theirs, /<h[1-6][ >]/g) + sum((part) => countMarkdown(part).headings),
            web: countWeb(theirs) + sum((part) => countMarkdown(part).links),
          },
        );
      });

    if (sphinx)
      test('has the notes of unknown directives, roles and short titles for which Sphinx warns', () => {
        const notes = [...built.problems, ...built.notes];
        // What is included is reported once, and by Sphinx wherever it stands.
        const warned = [...new Set(sphinx.warnings.split('\n').map((line) => line.replace(/^.*-source\//, '')))].join(
          '\n',
        );
        assert.deepEqual(
          {
            directives: notes.filter((note) => /the directive .* is not known/.test(note)).length,
            titles: notes.filter((note) => /shorter than the title/.test(note)).length,
          },
          {
            directives: count(warned, /Unknown directive type/g),
            titles: count(warned, /Title (?:over|under)line too short/g),
          },
        );
      });
  });
}
