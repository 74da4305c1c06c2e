/** From a README and a folder of documents to a website, and to a list of all that is to be said of them. */
import { dressPage } from './dress-page.ts';
import { complainOfOrphans } from './find-orphans.ts';
import { listLinked } from './list-linked.ts';
import { listSources, Tree } from './list-sources.ts';
import { orderPages, readingOrder } from './order-pages.ts';
import { MATH, MERMAID, MISSING, SEARCH_INDEX } from './own-files.ts';
import type { Page } from './page.ts';
import { readPage } from './read-page.ts';
import { renderMissing } from './render-missing.ts';
import { type Frame, hasClass, renderPage } from './render-page.ts';
import { Report, formatProblems } from './report.ts';
import { resolveLinks } from './resolve-links.ts';
import { drawToctrees, resolveToctrees } from './resolve-toctrees.ts';
import { Pandoc } from './rst/pandoc.ts';
import { writeSearchIndex } from './write-search.ts';
import { type Options, readSettings, type Settings } from './settings.ts';
import { findParts, openSite } from './site.ts';
import { checkOut, writeSite } from './write-site.ts';

export type Built = {
  /** `file:line: what is wrong`: what leads nowhere or cannot be shown as it was meant. */
  problems: string[];
  /** The same for what is left out or shown in another way. */
  notes: string[];
  /** Paths of the pages in the site, in the order of reading. */
  pages: string[];
  /** All pages that were written, those as well that no list has; none where `strict` has something to complain of. */
  written: string[];
};

/**
 * Builds the site into `out`, which is replaced as a whole. With `strict`, notes are problems, and a site with problems
 * is not written. Throws `WrongCall` when it was asked for something impossible.
 */
export async function buildSite(options: Options & { out: string; strict?: boolean }): Promise<Built> {
  const settings = readSettings(options);
  checkOut(options.out, settings);
  const report = new Report();
  const pages = await readPages(settings, report);
  const site = openSite(settings, report, new Tree(settings.root), pages);
  resolveToctrees(site);
  resolveLinks(site);
  drawToctrees(site);
  findParts(site);
  complainOfOrphans(site);
  const contents = orderPages(site);
  const order = readingOrder(contents.entries);
  if (options.strict) report.problems.push(...report.notes.splice(0));
  const written = !options.strict || report.problems.length === 0;
  if (written) {
    const index = writeSearchIndex(
      pages.filter(({ part }) => !part),
      contents.weights,
    );
    for (const page of pages) dressPage(page.tree);
    const frame = { settings, contents, order, siteTitle: contents.title ?? pages[0]?.title ?? 'Documentation' };
    const further = [
      ...(pages.some((page) => hasClass(page, 'mermaid')) ? MERMAID : []),
      ...(pages.some((page) => hasClass(page, 'katex')) ? MATH : []),
    ];
    writeSite(options.out, drawAll(pages, frame, index), site.assets, settings.root, further);
  }
  return {
    problems: formatProblems(report.problems),
    notes: formatProblems([...report.notes, ...report.remarks]),
    pages: order.map(({ output }) => output),
    written: written ? pages.map(({ output }) => output) : [],
  };
}

/** One after the other: what thousands of pages come to need not be held at once. */
function* drawAll(pages: Page[], frame: Frame, index: string): Generator<[file: string, text: string]> {
  for (const page of pages) yield [page.output, renderPage(page, frame)];
  if (!pages.some(({ output }) => output === MISSING)) yield [MISSING, renderMissing(frame.siteTitle)];
  yield [SEARCH_INDEX, index];
}

async function readPages(settings: Settings, report: Report): Promise<Page[]> {
  const pandoc = new Pandoc();
  const pages: Page[] = [];
  const sources = listSources(settings, report);
  try {
    // What a document links to or includes is a page as well, wherever it lies in the tree.
    for (let next = sources; next.length > 0; next = listLinked(pages, settings, report)) {
      const read = await Promise.all(next.map((source) => readPage(source, { settings, report, pandoc })));
      pages.push(...read);
    }
  } finally {
    await pandoc.close();
  }
  return pages;
}
