/** Documents that pages link to or take in, and that are no pages yet. */
import path from 'node:path';
import { visit } from 'unist-util-visit';
import { isDocument, nameOutputs, type Source, Tree } from './list-sources.ts';
import type { Page } from './page.ts';
import { isOutside } from './paths.ts';
import type { Report } from './report.ts';
import type { Settings } from './settings.ts';

/** In the order of their paths. Links to files that are not there are reported when links are resolved. */
export function listLinked(pages: Page[], settings: Settings, report: Report): Source[] {
  const tree = new Tree(settings.root);
  const known = new Set(pages.map(({ source }) => source));
  const found = new Set<string>();
  const consider = (file: string) => {
    if (isDocument(file) && !isOutside(file) && !known.has(file) && !/(^|\/)node_modules\//.test(file))
      if (tree.kindOf(file) === 'file') found.add(file);
  };
  for (const page of pages) {
    for (const file of page.included) consider(path.posix.normalize(file));
    for (const toctree of page.toctrees)
      for (const { target, file } of toctree.entries)
        for (const base of [file, page.source])
          for (const ending of ['', '.rst', '.md']) consider(join(settings, base, target) + ending);
    visit(page.tree, 'element', ({ tagName, properties, data }) => {
      if (tagName === 'a' && typeof properties.href === 'string') {
        const file = fileOf(properties.href);
        if (file !== null)
          for (const base of new Set([data?.base ?? page.source, page.source])) consider(join(null, base, file));
      }
      if (data?.role?.name === 'doc' && !data.role.target.includes(':'))
        for (const ending of ['.rst', '.md']) consider(join(settings, page.source, data.role.target) + ending);
    });
  }
  return nameOutputs([...found].sort(), pages, report);
}

/** Below a slash at the beginning lies the root, or for names of documents the folder of all. */
function join(settings: Settings | null, base: string, name: string): string {
  return name.startsWith('/')
    ? path.posix.join(settings?.docs ?? '', name.slice(1))
    : path.posix.join(path.posix.dirname(base), name);
}

function fileOf(href: string): string | null {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/|#|\?|$)/i.test(href)) return null;
  try {
    return decodeURIComponent(href.replace(/[?#].*$/s, ''));
  } catch {
    return null;
  }
}
