/** The search of a site that was built, run from its own scripts as a browser does: for tests of what people find. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';

/** `href` is relative to the root of the site; `page` is the title of the page, `text` that of the section. */
export type Place = { heading: string; page: string; text: string; href: string };

/** `some`: no place has all of the words, these have some of them. The best place comes first. */
export type Found = { results: Place[]; some: boolean };

/** Opens the search of the site in the folder `out`. Throws where there is none. */
export function openSearch(out: string): (wanted: string) => Found {
  const context = createContext({});
  for (const name of ['words.js', 'minisearch.js', 'search-index.js'])
    runInContext(readFileSync(path.join(out, 'assets', name), 'utf8'), context);
  runInContext('globalThis.index = MiniSearch.loadJS(docsSearchIndex, docsSearchOptions)', context);
  return (wanted) =>
    JSON.parse(String(runInContext(`JSON.stringify(docsSearch(index, ${JSON.stringify(wanted)}))`, context))) as Found;
}
