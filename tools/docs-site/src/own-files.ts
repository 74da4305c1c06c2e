/** What every site has beside its pages, and where it comes from. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const THEME = path.join(import.meta.dirname, '../theme');
const require = createRequire(import.meta.url);

const FONTS = [
  '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2',
  '@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2',
  '@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wdth-normal.woff2',
  '@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-ext-wdth-normal.woff2',
];

/** A folder without it is no site of ours, and is never replaced. */
export const MARK = '.docs-site';
export const SEARCH_INDEX = 'assets/search-index.js';
/** What hosts show at an address without a page, unless the documents have a page for it. */
export const MISSING = '404.html';
export const SEARCH_ENGINE = 'assets/minisearch.js';

/** Files that are copied as they are: path in the site, place on the disk. */
export const COPIED: [file: string, place: string][] = [
  ...readdirSync(THEME)
    .filter((name) => !name.endsWith('.d.ts') && name !== 'draw-diagrams.js')
    .map((name): [string, string] => [`assets/${name}`, path.join(THEME, name)]),
  ...FONTS.map((font): [string, string] => [`assets/${path.basename(font)}`, require.resolve(font)]),
];

/** What only some pages need, and only sites that have such pages hold. */
export const MERMAID: [file: string, place: string][] = [
  ['assets/mermaid.js', require.resolve('@mermaid-js/tiny/dist/mermaid.tiny.js')],
  ['assets/draw-diagrams.js', path.join(THEME, 'draw-diagrams.js')],
];
const KATEX = path.dirname(require.resolve('katex'));
export const MATH: [file: string, place: string][] = [
  ['assets/katex/katex.min.css', path.join(KATEX, 'katex.min.css')],
  ...readdirSync(path.join(KATEX, 'fonts'))
    .filter((name) => name.endsWith('.woff2'))
    .map((name): [string, string] => [`assets/katex/fonts/${name}`, path.join(KATEX, 'fonts', name)]),
];

/** All of them, by their paths in the site. */
export const OWN_FILES = [
  MARK,
  MISSING,
  SEARCH_INDEX,
  SEARCH_ENGINE,
  ...[...COPIED, ...MERMAID, ...MATH].map(([file]) => file),
];
