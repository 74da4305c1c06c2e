/** From a README and a folder of documents to a website, or to a list of all that is wrong with them. */
import { dressPage } from './dress-page.ts';
import { complainOfOrphans } from './find-orphans.ts';
import { listSources, Tree } from './list-sources.ts';
import { orderPages, readingOrder } from './order-pages.ts';
import { MISSING, SEARCH_INDEX } from './own-files.ts';
import type { Page } from './page.ts';
import { readPage } from './read-page.ts';
import { renderMissing } from './render-missing.ts';
import { type Frame, renderPage } from './render-page.ts';
import { Report, formatProblems } from './report.ts';
import { resolveLinks } from './resolve-links.ts';
import { drawToctrees, resolveToctrees } from './resolve-toctrees.ts';
import { listParts } from './list-parts.ts';
import { Pandoc } from './rst/pandoc.ts';
import { writeSearchIndex } from './write-search.ts';
import { type Options, readSettings, type Settings } from './settings.ts';
import { openSite } from './site.ts';
import { checkOut, writeSite } from './write-site.ts';

export type Built = {
  /** `file:line: what is wrong`; where there are any, nothing was written. */
  problems: string[];
  /** The same for what a reader should know and the site can live with. */
  notes: string[];
  /** Paths of the pages in the site, in the order of reading. */
  pages: string[];
};

/**
 * Builds the site into `out`, which is replaced as a whole when all is well and left alone otherwise.
 * With `strict`, notes are problems. Throws `WrongCall` when it was asked for something impossible.
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
  complainOfOrphans(site);
  const contents = orderPages(site);
  const order = readingOrder(contents.entries);
  if (options.strict) report.problems.push(...report.notes.splice(0));
  if (report.problems.length === 0) {
    const index = writeSearchIndex(pages, contents.weights);
    for (const page of pages) dressPage(page.tree);
    const frame = { settings, contents, order, siteTitle: contents.title ?? pages[0]?.title ?? 'Documentation' };
    writeSite(options.out, drawAll(pages, frame, index), site.assets, settings.root);
  }
  return {
    problems: formatProblems(report.problems),
    notes: formatProblems(report.notes),
    pages: order.map(({ output }) => output),
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
  const parts = listParts(sources, settings);
  try {
    for (const source of sources.filter((one) => !parts.has(one.source)))
      pages.push(await readPage(source, { settings, report, pandoc }));
  } finally {
    await pandoc.close();
  }
  return pages;
}
