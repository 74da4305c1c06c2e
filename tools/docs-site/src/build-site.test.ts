/**
 * Two trees in the manner of other projects, one in Markdown and one in reStructuredText, become sites whose links all
 * work.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { buildSite } from './build-site.ts';
import { articleOf, buildTree } from './testing/plant-tree.ts';

const fixtures = path.join(import.meta.dirname, '../fixtures');

async function buildFixture(
  readme: string,
  repository?: string,
): Promise<{ problems: string[]; notes: string[]; pages: string[]; out: string }> {
  const out = path.join(mkdtempSync(path.join(tmpdir(), 'docs-site-')), 'site');
  after(() => rmSync(path.dirname(out), { recursive: true, force: true }));
  const root = path.join(fixtures, path.dirname(readme));
  return {
    ...(await buildSite({ readme: path.join(fixtures, readme), docs: path.join(root, 'docs'), out, repository })),
    out,
  };
}

/** Every address on a page, outside the sidebar. */
function addressesIn(file: string): string[] {
  return [...articleOf(readFileSync(file, 'utf8')).matchAll(/ (?:href|src|srcset)="([^"]*)"/g)]
    .map(([, address]) => address as string)
    .filter((address) => !/^#/.test(address));
}

function filesIn(out: string): string[] {
  return readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(out, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Links to places in this site that are not there. */
function deadLinks(out: string): string[] {
  return filesIn(out)
    .filter((file) => file.endsWith('.html'))
    .flatMap((file) => {
      const links = [...readFileSync(path.join(out, file), 'utf8').matchAll(/ (?:href|src|srcset)="([^"]*)"/g)].map(
        ([, address]) => address as string,
      );
      return links
        .filter((address) => !/^(https?:|mailto:|data:)/.test(address))
        .filter((address) => isDead(out, file, address))
        .map((address) => `${file}: ${address}`);
    });
}

function isDead(out: string, file: string, address: string): boolean {
  const [name = '', anchor] = address.split('#').map(decodeURIComponent);
  const target = name === '' ? path.join(out, file) : path.join(out, path.dirname(file), name);
  return (
    !existsSync(target) ||
    (anchor !== undefined && anchor !== '' && !readFileSync(target, 'utf8').includes(`id="${anchor}"`))
  );
}

const markdown = await buildFixture('markdown-tree/README.md');
const rst = await buildFixture('rst-tree/README.rst', 'harbour/lantern');

test('a tree of Markdown becomes pages in the order of its folders', () => {
  assert.deepEqual({ problems: markdown.problems, notes: markdown.notes }, { problems: [], notes: [] });
  assert.deepEqual(markdown.pages, [
    'index.html',
    'docs/index.html',
    'docs/guide/first-steps.html',
    'docs/guide/Réglages avancés.html',
    'docs/questions.html',
    'docs/reference/api.html',
    'docs/كلمات.html',
    'CONTRIBUTING.html',
  ]);
});

test('a tree of reStructuredText becomes pages in the order of its toctrees', () => {
  assert.deepEqual(
    { problems: rst.problems, notes: rst.notes },
    {
      problems: [],
      notes: ['docs/guide/first-cue.rst:64: the directive ".. lightbulb::" is not known; its source is shown'],
    },
  );
  assert.deepEqual(rst.pages, [
    'index.html',
    'docs/index.html',
    'docs/guide/first-cue.html',
    'docs/guide/second-cue.html',
    'docs/guide/from-markdown.html',
    'docs/reference.html',
    'docs/glossary.html',
  ]);
});

test('every link of either site leads to a page, a picture or an anchor that is there', () => {
  assert.deepEqual(deadLinks(markdown.out), []);
  assert.deepEqual(deadLinks(rst.out), []);
});

test('the links of a README lead to pages, to the repository and to copied pictures', () => {
  const source = 'https://git.example.org/harbour/tidewater';
  assert.deepEqual(addressesIn(path.join(markdown.out, 'index.html')), [
    'assets/logo-dark.svg',
    'assets/logo.svg',
    'docs/guide/first-steps.html',
    'docs/guide/R%C3%A9glages%20avanc%C3%A9s.html#where-the-harbour-lies',
    'docs/reference/api.html#functions',
    'docs/index.html',
    `${source}/blob/HEAD/src/tide.js#L1`,
    'CONTRIBUTING.html',
    `${source}/blob/HEAD/LICENSE`,
    `${source}/issues`,
    'mailto:harbour@example.org',
    'https://example.org/forum',
  ]);
  assert.deepEqual(addressesIn(path.join(rst.out, 'index.html')), [
    'docs/_static/lantern.svg',
    'docs/index.html',
    'docs/guide/first-cue.html#write-it',
    'https://github.com/harbour/lantern/blob/HEAD/src/lantern.py',
    'https://github.com/harbour/lantern/blob/HEAD/LICENSE',
  ]);
});

test('roles, toctrees and included text of reStructuredText lead where Sphinx leads', () => {
  assert.deepEqual(addressesIn(path.join(rst.out, 'docs/index.html')), [
    'guide/first-cue.html',
    'guide/second-cue.html',
    'guide/from-markdown.html',
    'https://example.org/stage',
    'glossary.html#term-cue',
    'guide/first-cue.html#write-it',
    '../index.html',
    'glossary.html',
  ]);
  assert.deepEqual(addressesIn(path.join(rst.out, 'docs/guide/second-cue.html')), [
    '../_static/lantern.svg',
    'first-cue.html#write-it-down',
    'first-cue.html#write-it',
    'https://datatracker.ietf.org/doc/html/rfc7231#section-4',
    '../shared/lamps.csv',
    'first-cue.html',
    '../_static/lantern.svg',
  ]);
});

test('the sidebar has the captions of the toctrees, hidden ones as well, and folds nothing that is short', () => {
  const page = readFileSync(path.join(rst.out, 'docs/glossary.html'), 'utf8');
  const sidebar = page.slice(page.indexOf('<nav id="pages"'), page.indexOf('</nav>'));
  const lines = [...sidebar.matchAll(/<(?:summary|a [^>]*)>([^<]+)</g)].map(([, text]) => text);
  assert.deepEqual(lines, [
    'Lantern',
    "Lantern's documentation",
    'Guide',
    'The first cue',
    'The second cue',
    'A page in Markdown',
    'Reference',
    'Reference',
    'Glossary',
    'Elsewhere',
    'The stage door',
  ]);
  assert.match(sidebar, /<a href="#content" aria-current="page">Glossary<\/a>/);
});

test('what pages show or hand out is copied, what they include is not', () => {
  const copied = (out: string) =>
    filesIn(out).filter(
      (file) =>
        !file.endsWith('.html') &&
        !/^assets\/(theme|search|copy|appearance|words|minisearch|atkinson|bricolage|katex)/.test(file),
    );
  assert.deepEqual(copied(markdown.out), [
    '.docs-site',
    'assets/logo-dark.svg',
    'assets/logo.svg',
    'docs/files/tides.csv',
    'docs/guide/high tide #1.svg',
  ]);
  assert.deepEqual(copied(rst.out), ['.docs-site', 'docs/_static/lantern.svg', 'docs/shared/lamps.csv']);
});

test('a page without a script shows everything but the search, and asks nothing of another host', () => {
  const page = readFileSync(path.join(markdown.out, 'docs/guide/first-steps.html'), 'utf8');
  assert.match(page, /<form class="search" role="search" hidden>/);
  const fetched = [...page.matchAll(/<(?:link|script|img)[^>]* (?:href|src)="([^"]+)"/g)].map(([, address]) => address);
  assert.deepEqual(fetched, [
    'data:,',
    '../../assets/theme.css',
    '../../assets/appearance.js',
    '../../assets/search.js',
    '../../assets/copy.js',
    'high%20tide%20%231.svg',
  ]);
});

test('the same documents give the same site, byte by byte', async () => {
  const again = await buildFixture('rst-tree/README.rst', 'harbour/lantern');
  assert.deepEqual(filesIn(again.out), filesIn(rst.out));
  for (const file of filesIn(again.out))
    assert.deepEqual(readFileSync(path.join(again.out, file)), readFileSync(path.join(rst.out, file)), file);
});

test('site.json orders the sidebar and names the site', async () => {
  const built = await buildTree({
    'docs/b.md': '# B\n',
    'docs/a.md': '# A\n',
    'docs/more/2.md': '# Two\n',
    'docs/more/1.md': '# One\n',
    'docs/site.json':
      '{ "title": "All", "sidebar": ["b.md", { "title": "More", "pages": ["more/2.md", "more/*.md"] }, "a.md"] }',
  });
  assert.deepEqual(built.problems, []);
  assert.deepEqual(built.pages, ['index.html', 'docs/b.html', 'docs/more/2.html', 'docs/more/1.html', 'docs/a.html']);
});

test('links out of a tree lead to the pages of its repository, and to what lies beside its folder there', async () => {
  const packageJson = JSON.stringify({ repository: { url: 'harbour/tidewater', directory: 'packages/lamps' } });
  const lone = await buildTree(
    { 'README.md': '# R\n\n[i](../../issues) [s](../src/x.ts)\n' },
    { repository: 'harbour/tidewater' },
  );
  assert.deepEqual(lone.problems, ['README.md:3: ../src/x.ts leads out of the tree']);
  const part = await buildTree({
    'README.md': '# R\n\n[i](../../../../issues) [x](../no-such-file.ts)\n',
    'package.json': packageJson,
  });
  assert.deepEqual(part.problems, ['README.md:3: ../no-such-file.ts leads out of the tree']);
  const whole = await buildTree({ 'README.md': '# R\n\n[i](../../../../issues)\n', 'package.json': packageJson });
  assert.deepEqual(whole.problems, []);
  assert.equal(
    whole.page('index.html'),
    '<h1 id="r">R</h1>\n<p><a href="https://github.com/harbour/tidewater/issues">i</a></p>',
  );
});

test('a badge that the host draws is its words where no repository is known, and is no fault of the document', async () => {
  const readme = '# R\n\n[![CI](../../actions/workflows/ci.yml/badge.svg)](../../actions/workflows/ci.yml)\n';
  const unknown = await buildTree({ 'README.md': readme });
  assert.deepEqual(unknown.problems, []);
  assert.match(unknown.page('index.html'), /<span class="no-picture">CI<\/span>/);
  const known = await buildTree({ 'README.md': readme }, { repository: 'harbour/tidewater' });
  assert.deepEqual(known.problems, []);
  const address = 'https://github.com/harbour/tidewater/actions/workflows/ci.yml';
  assert.equal(
    known.page('index.html').includes(`<a href="${address}"><img src="${address}/badge.svg" alt="CI"`),
    true,
  );
});

test('a page of a large site has the part of the sidebar that is around it, and ways to the rest', async () => {
  const numbers = Array.from({ length: 500 }, (_, i) => String(i + 100));
  const files = Object.fromEntries([
    ...numbers.map((number) => [`docs/tides/${number}.md`, `# Tide ${number}\n`]),
    ['docs/lamps/a.md', '# A\n'],
  ]) as Record<string, string>;
  const built = await buildTree(files);
  const sidebarOf = (name: string) => {
    const page = readFileSync(path.join(built.out, name), 'utf8');
    return [
      ...page
        .slice(page.indexOf('<nav id="pages"'), page.indexOf('</nav>'))
        .matchAll(/<(?:summary|a [^>]*href="([^"]*)"[^>]*)>([^<]+)</g),
    ].map(([, href, text]) => `${text}${href ? ` ${href}` : ''}`);
  };
  assert.deepEqual(
    { problems: built.problems, dead: deadLinks(built.out), pages: built.pages.length },
    { problems: [], dead: [], pages: 502 },
  );
  assert.deepEqual(sidebarOf('docs/lamps/a.html'), [
    'A tree ../../index.html',
    'Lamps',
    'A #content',
    'Tides ../tides/100.html',
  ]);
  const around = Array.from({ length: 61 }, (_, i) =>
    i === 30 ? 'Tide 200 #content' : `Tide ${i + 170} ${i + 170}.html`,
  );
  assert.deepEqual(sidebarOf('docs/tides/200.html'), [
    'A tree ../../index.html',
    'Lamps ../lamps/a.html',
    'Tides',
    '70 more before 169.html',
    ...around,
    '369 more after 231.html',
  ]);
});

test('strict makes problems of notes', async () => {
  const files = { 'docs/a.rst': 'A\n=\n\n.. automodule:: x\n' };
  assert.deepEqual((await buildTree(files)).problems, []);
  const strict = await buildTree(files, { strict: true });
  assert.deepEqual(
    { problems: strict.problems, notes: strict.notes, built: strict.has('index.html') },
    {
      problems: ['docs/a.rst:4: the directive ".. automodule::" is not known; its source is shown'],
      notes: [],
      built: false,
    },
  );
});

test('a page for addresses that have none stands at the root and asks for nothing but the first page', async () => {
  const page = readFileSync(path.join(markdown.out, '404.html'), 'utf8');
  assert.match(page, /<title>Page not found · Tidewater<\/title>/);
  assert.deepEqual(
    [...page.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, address]) => address),
    ['data:,', 'index.html'],
  );
});

test('alerts look like the notes of reStructuredText', async () => {
  const built = await buildTree({
    'docs/m.md': '# M\n\n> [!WARNING]\n> Hot.\n',
    'docs/r.rst': 'M\n=\n\n.. warning:: Hot.\n',
  });
  const bare = (name: string) => built.page(name).replace(/\s+/g, '');
  assert.equal(bare('docs/m.html'), bare('docs/r.html'));
});
