/** `site.json` in the folder of documents: the site's title and what stands in its sidebar, in which order. */
import path from 'node:path';
import { matchesGlob } from './paths.ts';
import type { Page } from './page.ts';
import { readText } from './read-text.ts';
import type { Site } from './site.ts';

/** A part of the sidebar. `weight`: how much its pages count in a search, where 1 is as usual. */
export type SitePart = { title: string | null; weight: number; pages: Page[] };

export type SiteFile = { title: string | null; sidebar: SitePart[] | null };

export function readSiteFile(site: Site): SiteFile | null {
  const { root, docs } = site.settings;
  const file = path.posix.join(docs, 'site.json');
  if (site.tree.kindOf(file) !== 'file') return null;
  const text = readText(root, file, site.report);
  if (text === null) return null;
  const complain = (words: string, near = '') => site.report.problem({ file, line: lineOf(text, near) }, words);
  const said = parseFile(text, complain, (line, words) => site.report.problem({ file, line }, words));
  if (said === null) return null;
  const { title, sidebar, ...others } = said;
  for (const name of Object.keys(others))
    complain(`"${name}" is no setting; there are "title" and "sidebar"`, JSON.stringify(name));
  if (title !== undefined && typeof title !== 'string') complain('"title" has to be text', '"title"');
  if (sidebar !== undefined && !Array.isArray(sidebar)) complain('"sidebar" has to be a list', '"sidebar"');
  const parts = Array.isArray(sidebar) ? sidebar.map((part: unknown) => readPart(site, part, complain)) : null;
  return { title: typeof title === 'string' ? title : null, sidebar: parts };
}

type Complain = (words: string, near?: string) => void;

function parseFile(
  text: string,
  complain: Complain,
  complainAt: (line: number, words: string) => void,
): { title?: unknown; sidebar?: unknown } | null {
  try {
    const said = JSON.parse(text) as unknown;
    if (typeof said === 'object' && said !== null && !Array.isArray(said)) return said;
    complain('has to be { "title": ..., "sidebar": [...] }');
  } catch (error) {
    const { message } = error as Error;
    complainAt(lineOfError(text, message), `is no JSON: ${message.replace(/\s+/g, ' ')}`);
  }
  return null;
}

/**
 * A page or a glob, or a section `{ "title": ..., "pages": [...] }`, perhaps with a `weight`; paths are relative to the
 * folder of documents.
 */
function readPart(site: Site, part: unknown, complain: Complain): SitePart {
  if (typeof part === 'string') return { title: null, weight: 1, pages: findPages(site, part, complain) };
  const { title, pages, weight = 1 } = (part ?? {}) as { title?: unknown; pages?: unknown; weight?: unknown };
  if (typeof weight !== 'number' || !(weight > 0)) complain('"weight" has to be a number above 0', '"weight"');
  if (typeof title !== 'string' || !Array.isArray(pages)) {
    complain('each part of "sidebar" is a path, or has a "title" and "pages"', JSON.stringify(title));
    return { title: null, weight: 1, pages: [] };
  }
  return {
    title,
    weight: Number(weight),
    pages: pages.flatMap((one: unknown) =>
      typeof one === 'string' ? findPages(site, one, complain) : complainOfPage(title, complain),
    ),
  };
}

function complainOfPage(title: string, complain: Complain): Page[] {
  complain(`the pages of "${title}" are paths; a section has no sections in it`, JSON.stringify(title));
  return [];
}

function findPages({ pages, settings }: Site, name: string, complain: Complain): Page[] {
  const wanted = path.posix.join(settings.docs, name);
  const found = pages
    .filter(({ source }) => source === wanted || matchesGlob(source, wanted))
    .sort((a, b) => (a.source < b.source ? -1 : 1));
  if (found.length === 0) complain(`there is no document ${name}`, JSON.stringify(name));
  return found;
}

/** The line of what is found first, or of so many signs behind its beginning. */
function lineOf(text: string, near: string, behind = 0): number {
  return text.slice(0, Math.max(0, text.indexOf(near)) + behind).split('\n').length;
}

/** The parser tells a line, or the ten signs before the place, or that the text ends too soon. */
function lineOfError(text: string, message: string): number {
  const line = /\(line (\d+) /.exec(message)?.[1];
  if (line !== undefined) return Number(line);
  const [, before, context] = /, (\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ?? [];
  return lineOf(text, context ?? '', context === undefined ? text.trimEnd().length : before === undefined ? 0 : 10);
}
