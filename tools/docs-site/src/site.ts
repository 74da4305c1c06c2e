/** All pages together, and what is found out about them. */
import path from 'node:path';
import type { Tree } from './list-sources.ts';
import { OWN_FILES } from './own-files.ts';
import type { Label, Page, Toctree, ToctreeEntry } from './page.ts';
import { foldersOf, matchesGlob, sameOnDisk } from './paths.ts';
import type { Place, Report } from './report.ts';
import type { Settings } from './settings.ts';

/** An entry of a list of pages: a page of this site, or an address elsewhere. */
export type Listed = { title: string | null; page: Page | null; href: string | null };

export type Site = {
  settings: Settings;
  report: Report;
  tree: Tree;
  pages: Page[];
  bySource: Map<string, Page>;
  byOutput: Map<string, Page>;
  labels: Map<string, { page: Page; label: Label }>;
  terms: Map<string, { page: Page; anchor: string }>;
  /** Files to copy: pictures, and files among the documents that pages link to. */
  assets: Set<string>;
  /** What else the site writes, by path as disks compare it: no file can be copied to there. */
  taken: Map<string, string>;
  /** Which pages a page leads to. */
  links: Map<Page, Set<Page>>;
  lists: Map<Toctree, Listed[]>;
};

export function openSite(settings: Settings, report: Report, tree: Tree, pages: Page[]): Site {
  const site: Site = {
    settings,
    report,
    tree,
    pages,
    bySource: new Map(pages.map((page) => [page.source, page])),
    byOutput: new Map(pages.map((page) => [page.output, page])),
    taken: takenBy(pages),
    labels: new Map(),
    terms: new Map(),
    assets: new Set(),
    links: new Map(pages.map((page) => [page, new Set()])),
    lists: new Map(),
  };
  // A label of what is taken in leads to where it is taken in, not to the page of the part.
  const taken = takenIn(pages);
  for (const page of [...pages].sort((a, b) => Number(taken.has(a)) - Number(taken.has(b))))
    for (const label of page.labels) addLabel(site, page, label);
  return site;
}

function takenIn(pages: Page[]): Set<Page> {
  const files = new Set(pages.flatMap(({ source, included }) => [...included].filter((file) => file !== source)));
  return new Set(pages.slice(1).filter(({ source }) => files.has(source)));
}

/** Notes which pages are only parts of others: these take them in, and nothing leads to them. */
export function findParts({ pages, links }: Site): void {
  const linked = new Set(pages.flatMap((page) => [...(links.get(page) ?? [])].filter((to) => to !== page)));
  for (const page of takenIn(pages)) page.part = !linked.has(page);
}

function takenBy(pages: Page[]): Map<string, string> {
  return new Map([
    ...OWN_FILES.map((file): [string, string] => [sameOnDisk(file), `the site's own ${file}`]),
    ...pages.map(({ output, source }): [string, string] => [sameOnDisk(output), `the page of ${source}`]),
  ]);
}

/** The file will lie in the site where it lies in the tree; false where something else lies there. */
export function addAsset({ assets, taken, report }: Site, file: string, place: Place): boolean {
  const other = [...foldersOf(file), file]
    .map((one) => taken.get(sameOnDisk(one)))
    .find((found) => found !== undefined);
  if (other === undefined) assets.add(file);
  else report.problem(place, `${file} cannot be copied: ${other} would lie at the same place; give it another name`);
  return other === undefined;
}

function addLabel({ labels, report }: Site, page: Page, label: Label): void {
  const other = labels.get(label.name);
  // A file that two pages include brings its labels to both; the first has them.
  if (other && (other.label.file !== label.file || other.label.line !== label.line))
    report.problem(label, `the label "${label.name}" is there already: ${other.label.file}:${other.label.line}`);
  else if (!other) labels.set(label.name, { page, label });
}

/**
 * A document by the name that Sphinx gives it: without ending, from a document's folder or, with a slash, from the
 * folder of all.
 */
export function findDocument({ settings, bySource }: Site, from: string, name: string): Page | null {
  const base = (
    name.startsWith('/') ? path.posix.join(settings.docs, name) : path.posix.join(path.posix.dirname(from), name)
  ).replace(/\/$/, '/index');
  for (const ending of ['', '.rst', '.md', '.markdown']) {
    const page = bySource.get(base + ending);
    if (page) return page;
  }
  return null;
}

/** Entries with `*`, `?` and `[...]`, in the order of their names. */
export function matchDocuments({ settings, pages }: Site, from: string, entry: ToctreeEntry): Page[] {
  const base = entry.target.startsWith('/')
    ? path.posix.join(settings.docs, entry.target)
    : path.posix.join(path.posix.dirname(from), entry.target);
  const found = pages.filter(
    ({ source }) => matchesGlob(source, base) || matchesGlob(source.replace(/\.[^./]+$/, ''), base),
  );
  return found.sort((a, b) => (a.source < b.source ? -1 : 1));
}
