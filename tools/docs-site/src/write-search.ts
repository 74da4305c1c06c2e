/**
 * What can be searched: every section of every page, by its heading and its words. A script, so that it works from a
 * disk.
 */
import type { Element, ElementContent, Root, RootContent } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import MiniSearch, { type Options } from 'minisearch';
import '../theme/words.js';
import { linkBetween, type Page } from './page.ts';

/** `also`: words by which it is found and that nobody sees. */
type Section = { id: number; heading: string; page: string; also: string; text: string; href: string; weight?: number };

const options = (globalThis as unknown as { docsSearchOptions: Options<Section> }).docsSearchOptions;

/** A script that sets `docsSearchIndex`; addresses in it are relative to the root of the site. */
export function writeSearchIndex(pages: Page[], weights: Map<Page, number>): string {
  const index = new MiniSearch<Section>(options);
  index.addAll(
    pages
      .flatMap((page) => sectionsOf(page).map((section) => ({ ...section, weight: weights.get(page) })))
      .map((section, id) => ({ id, ...section })),
  );
  return `globalThis.docsSearchIndex = ${JSON.stringify(index)};\n`;
}

function sectionsOf(page: Page): Omit<Section, 'id'>[] {
  const href = linkBetween('index.html', page.output);
  const sections: Omit<Section, 'id'>[] = [{ heading: page.title, page: page.title, also: '', text: '', href }];
  for (const child of blocksOf(page.tree)) {
    const heading = child.type === 'element' && /^h[1-6]$/.test(child.tagName) ? child : null;
    const last = sections.at(-1) as Omit<Section, 'id'>;
    if (child.type === 'comment') last.also += hiddenWords(child.value);
    else if (!heading) last.text = `${last.text} ${spacedText(child)}`.replace(/\s+/g, ' ').trim();
    else if (heading.tagName !== 'h1')
      sections.push({
        heading: textOf(heading).trim(),
        page: page.title,
        also: '',
        text: '',
        href: `${href}#${encodeURIComponent(String(heading.properties.id ?? ''))}`,
      });
  }
  return sections;
}

/** Those of `<!-- search: coupon, promo code -->`. */
function hiddenWords(comment: string): string {
  const words = comment.trim();
  return words.startsWith('search:') ? words.slice('search:'.length) : '';
}

/** Headings may stand in blocks; those are opened, all other blocks are text. */
function blocksOf(tree: Root | Element): (RootContent | ElementContent)[] {
  return tree.children.flatMap((child) =>
    child.type === 'element' && !/^h[1-6]$/.test(child.tagName) && hasHeading(child) ? blocksOf(child) : [child],
  );
}

function hasHeading(element: Element): boolean {
  return element.children.some(
    (child) => child.type === 'element' && (/^h[1-6]$/.test(child.tagName) || hasHeading(child)),
  );
}

/** Text with a space wherever an element ends, so that cells and lines do not grow together. */
function spacedText(node: RootContent | ElementContent): string {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return '';
  const inline = /^(a|b|i|em|strong|code|span|kbd|sub|sup|abbr)$/.test(node.tagName);
  return node.children.map(spacedText).join('') + (inline ? '' : ' ');
}
