/** Finds the pages of every toctree, and draws those that are to be seen. */
import type { Element } from 'hast';
import { h } from 'hastscript';
import { visit } from 'unist-util-visit';
import { linkBetween, type Page, type Toctree, type ToctreeEntry } from './page.ts';
import { GENERATED } from './resolve-role.ts';
import { findDocument, type Listed, matchDocuments, type Site } from './site.ts';

export function resolveToctrees(site: Site): void {
  for (const page of site.pages)
    for (const toctree of page.toctrees) site.lists.set(toctree, listPages(site, page, toctree));
}

/** After the links: what is drawn here needs no resolving. */
export function drawToctrees(site: Site): void {
  for (const page of site.pages) {
    visit(page.tree, 'element', (element) => {
      if (element.data?.toctree) draw(site, page, element, element.data.toctree);
    });
  }
}

function listPages(site: Site, page: Page, toctree: Toctree): Listed[] {
  const listed = toctree.entries.flatMap((entry) => findEntry(site, page, toctree, entry));
  const seen = new Set<Page>();
  const once = listed.filter(({ page: to }) => to === null || (!seen.has(to) && seen.add(to)));
  for (const { page: to } of once) if (to) site.links.get(page)?.add(to);
  return toctree.reversed ? once.reverse() : once;
}

function findEntry(site: Site, page: Page, toctree: Toctree, entry: ToctreeEntry): Listed[] {
  const { target, title } = entry;
  if (/^https?:\/\//.test(target)) return [{ title: title ?? target, page: null, href: target }];
  if (target === 'self') return [{ title, page, href: null }];
  if (toctree.glob && /[*?[]/.test(target)) {
    const found = matchDocuments(site, page.source, entry).filter(
      (one) =>
        one !== page &&
        !toctree.entries.some(
          (other) => !/[*?[]/.test(other.target) && findDocument(site, page.source, other.target) === one,
        ),
    );
    if (found.length === 0) site.report.problem(entry, `no document matches ${target}`);
    return found.map((one) => ({ title: null, page: one, href: null }));
  }
  const found = findDocument(site, page.source, target);
  if (GENERATED.has(target)) site.report.note(entry, `${target} is a page that Sphinx makes and this site has not`);
  else if (!found) site.report.problem(entry, `the toctree finds no document "${target}"`);
  return found ? [{ title, page: found, href: null }] : [];
}

function draw(site: Site, page: Page, element: Element, toctree: Toctree): void {
  const list = toctree.hidden ? null : drawList(site, page, toctree, toctree.depth, new Set([page]));
  element.children = [
    ...(toctree.caption && list ? [h('p', { className: ['pages-caption'] }, toctree.caption)] : []),
    ...(list ? [list] : []),
  ];
}

function drawList(site: Site, page: Page, toctree: Toctree, depth: number, above: Set<Page>): Element | null {
  const entries = site.lists.get(toctree) ?? [];
  if (entries.length === 0) return null;
  return h(
    'ul',
    entries.map(({ title, page: to, href }) => {
      const link = h(
        'a',
        { href: to ? (to === page ? '#' : linkBetween(page.output, to.output)) : href },
        title ?? to?.title ?? '',
      );
      const inner =
        to && depth > 1 && !above.has(to)
          ? to.toctrees
              .filter((one) => !one.hidden)
              .map((one) => drawList(site, page, one, depth - 1, new Set([...above, to])))
          : [];
      return h('li', [link, ...inner.filter((one) => one !== null)]);
    }),
  );
}
