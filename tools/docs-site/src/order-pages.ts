/** The sidebar and the order of reading: as `site.json` says, else as the toctrees say, else by folders. */
import { titleOfFile } from './read-page.ts';
import type { Page } from './page.ts';
import { readSiteFile, type SiteFile } from './site-file.ts';
import type { Site } from './site.ts';

/** A line of the sidebar. A section that has no page of its own is a title only. */
export type Entry = { title: string; page: Page | null; href: string | null; children: Entry[] };

/** `weights`: of the pages that count for more or less than others in a search. */
export type Contents = { title: string | null; entries: Entry[]; weights: Map<Page, number> };

/** How much a page counts in a search that has no place of its own among the documents. */
const BESIDE = 0.5;

export function orderPages(site: Site): Contents {
  const file = readSiteFile(site);
  const [start] = site.pages as [Page];
  const placed = new Set<Page>([start]);
  const entries = file?.sidebar ? bySiteFile(file, placed) : byToctrees(site, placed);
  if (file?.sidebar) complainOfMissing(site, placed);
  entries.push(...byFolders(site, placed), ...beside(site, placed));
  return {
    title: site.settings.title ?? file?.title ?? null,
    entries: [entryOf(start), ...entries],
    weights: new Map([
      ...site.pages.filter((page) => !placed.has(page)).map((page): [Page, number] => [page, BESIDE]),
      ...weightsOf(file),
    ]),
  };
}

function weightsOf(file: SiteFile | null): Map<Page, number> {
  return new Map(
    (file?.sidebar ?? []).flatMap(({ weight, pages }) =>
      weight === 1 ? [] : pages.map((page): [Page, number] => [page, weight]),
    ),
  );
}

/** Every page in the order of the sidebar. */
export function readingOrder(entries: Entry[]): Page[] {
  return [...new Set(entries.flatMap(({ page, children }) => [...(page ? [page] : []), ...readingOrder(children)]))];
}

function entryOf(page: Page, children: Entry[] = [], title: string | null = null): Entry {
  return { title: title ?? page.title, page, href: null, children };
}

function bySiteFile(file: SiteFile, placed: Set<Page>): Entry[] {
  return (file.sidebar ?? []).flatMap((part) => {
    const pages = part.pages.filter((page) => !placed.has(page) && placed.add(page));
    return part.title === null
      ? pages.map((page) => entryOf(page))
      : [{ title: part.title, page: null, href: null, children: pages.map((page) => entryOf(page)) }];
  });
}

function complainOfMissing({ pages, report, settings }: Site, placed: Set<Page>): void {
  for (const page of pages)
    if (!placed.has(page) && !page.orphan && !page.part && isAmong(page, settings.docs))
      report.problem(
        { file: page.source, line: 1 },
        `has no place in the sidebar: add it to ${settings.docs}/site.json`,
      );
}

/** From the README's toctrees, or from those of the page of the folder of documents. */
function byToctrees(site: Site, placed: Set<Page>): Entry[] {
  const [start] = site.pages as [Page];
  const first =
    start.toctrees.length > 0
      ? start
      : site.pages.find(({ output, toctrees }) => output === `${site.settings.docs}/index.html` && toctrees.length > 0);
  if (!first) return [];
  const own = first === start || placed.has(first) ? [] : [entryOf(first)];
  placed.add(first);
  return [...own, ...listOf(site, first, placed)];
}

function listOf(site: Site, page: Page, placed: Set<Page>): Entry[] {
  return page.toctrees.flatMap((toctree) => {
    const entries = (site.lists.get(toctree) ?? []).flatMap(({ page: to, href, title }): Entry[] => {
      if (!to) return [{ title: title ?? href ?? '', page: null, href, children: [] }];
      if (placed.has(to)) return [];
      placed.add(to);
      return [entryOf(to, listOf(site, to, placed), title)];
    });
    return toctree.caption ? [{ title: toctree.caption, page: null, href: null, children: entries }] : entries;
  });
}

function isAmong({ source }: Page, docs: string): boolean {
  return docs === '' || source.startsWith(`${docs}/`);
}

/** Documents outside of the folder of documents, which are pages because others lead to them. */
function beside(site: Site, placed: Set<Page>): Entry[] {
  const pages = site.pages.filter(
    (page) => !placed.has(page) && !page.orphan && !page.part && !isAmong(page, site.settings.docs),
  );
  return pages.length === 0
    ? []
    : [{ title: 'More', page: null, href: null, children: pages.map((page) => entryOf(page)) }];
}

/** The remaining pages: those of a folder under its own page, by their `order` and then by name. */
function byFolders(site: Site, placed: Set<Page>): Entry[] {
  const { docs } = site.settings;
  const rest = site.pages.filter((page) => !placed.has(page) && !page.orphan && !page.part);
  return folderEntries(docs === '' ? '' : `${docs}/`, rest);
}

function folderEntries(folder: string, pages: Page[]): Entry[] {
  const here = pages.filter(({ source }) => source.startsWith(folder));
  const direct = here.filter(({ source }) => !source.slice(folder.length).includes('/'));
  const folders = [
    ...new Set(
      here
        .filter((page) => !direct.includes(page))
        .map(({ source }) => `${folder}${source.slice(folder.length).split('/')[0]}/`),
    ),
  ];
  const entries = [
    ...direct.map((page) => ({
      order: page.order ?? (page.output === `${folder}index.html` ? -1 : Number.POSITIVE_INFINITY),
      name: page.source,
      entry: entryOf(page),
    })),
    ...folders.map((inner) => {
      const own = here.find(({ output }) => output === `${inner}index.html`);
      const children = folderEntries(
        inner,
        here.filter((page) => page !== own),
      );
      const title = own?.title ?? titleOfFile(`${inner}index`);
      return {
        order: own?.order ?? Number.POSITIVE_INFINITY,
        name: inner,
        entry: { title, page: own ?? null, href: null, children },
      };
    }),
  ];
  return entries.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1)).map(({ entry }) => entry);
}
