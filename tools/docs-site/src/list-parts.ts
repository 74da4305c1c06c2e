/** Documents that others include are parts of those and no pages of their own. */
import type { Source } from './list-sources.ts';
import { readText } from './read-text.ts';
import { Report } from './report.ts';
import { scanRst } from './rst/scan-rst.ts';
import type { Settings } from './settings.ts';

/** Paths of the parts. The README is a page in any case. What is wrong with a document is said when it is read. */
export function listParts(sources: Source[], settings: Settings): Set<string> {
  const unheard = new Report();
  const parts = new Set<string>();
  for (const { source } of sources.filter((one) => one.source.toLowerCase().endsWith('.rst'))) {
    const text = readText(settings.root, source, unheard);
    if (text !== null)
      for (const part of scanRst(source, text, settings, unheard).included) if (part !== source) parts.add(part);
  }
  parts.delete(settings.readme);
  return parts;
}
