/**
 * Pages that nobody finds who begins at the README and follows links. A sidebar is no link: the repository has none.
 */
import type { Page } from './page.ts';
import type { Site } from './site.ts';

export function complainOfOrphans({ pages, links, report }: Site): void {
  const reached = new Set<Page>();
  const open = pages.slice(0, 1);
  for (const page of open) {
    if (reached.has(page)) continue;
    reached.add(page);
    open.push(...(links.get(page) ?? []));
  }
  for (const page of pages) {
    if (!reached.has(page) && !page.orphan && !page.part)
      report.problem(
        { file: page.source, line: 1 },
        `no way leads here from ${pages[0]?.source}: link to it, or say "orphan: true" at its top`,
      );
  }
}
