/** Goes through the trees of all pages and makes every address one that works on the page. */
import type { Element } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { visit } from 'unist-util-visit';
import { type Page, placeOf } from './page.ts';
import { type Origin, resolveLink, resolvePicture, type Target } from './resolve-target.ts';
import { resolveRole } from './resolve-role.ts';
import type { Site } from './site.ts';

export function resolveLinks(site: Site): void {
  for (const page of site.pages) gatherTerms(site, page);
  for (const page of site.pages) {
    visit(page.tree, 'element', (element) => {
      if (element.data?.role) resolveRole(site, page, element, element.data.role);
      else resolveElement(site, page, element);
    });
  }
}

function resolveElement(site: Site, page: Page, element: Element): void {
  const { tagName, properties } = element;
  const place = placeOf(page, element);
  const from = { page, base: element.data?.base ?? page.source };
  if (tagName === 'a' && typeof properties.href === 'string')
    applyLink(element, resolveLink(site, from, properties.href, place));
  if (typeof properties.src === 'string') {
    if (tagName === 'img' && properties.alt === undefined)
      site.report.note(place, `the picture ${properties.src} has no words for those who do not see it (alt)`);
    applyPicture(element, resolvePicture(site, from, properties.src, place));
  }
  if (properties.srcSet) properties.srcSet = resolveSet(site, from, element, String(properties.srcSet));
}

function applyLink(element: Element, target: Target): void {
  if (target !== 'plain') {
    element.properties.href = target.href;
    return;
  }
  const { id } = element.properties;
  element.tagName = 'span';
  element.properties = { className: ['no-link'], id };
}

/** Where there is no picture, its words are shown. */
function applyPicture(element: Element, target: Target): void {
  if (target !== 'plain') {
    element.properties.src = target.href;
    return;
  }
  const { alt, src } = element.properties;
  element.children = [{ type: 'text', value: String(alt || src) }];
  element.tagName = 'span';
  element.properties = { className: ['no-picture'] };
}

/** `a.png 1x, b.png 2x`: each picture for itself. An address goes to the next space, so it may have commas in it. */
function resolveSet(site: Site, from: Origin, element: Element, written: string): string {
  const parts = [...written.matchAll(/([^\s,]\S*?)(?:,*(?=\s*$)|,+\s+|\s+([^,]*)(?:,|$))\s*/g)];
  return parts
    .flatMap(([, address = '', size = '']) => {
      const target = resolvePicture(site, from, address, placeOf(from.page, element));
      return target === 'plain' ? [] : [`${target.href} ${size}`.trim()];
    })
    .join(', ');
}

/** Words of glossaries become anchors. */
function gatherTerms(site: Site, page: Page): void {
  visit(page.tree, 'element', (glossary) => {
    if (!Array.isArray(glossary.properties.className) || !glossary.properties.className.includes('glossary')) return;
    visit(glossary, 'element', (term) => {
      if (term.tagName !== 'dt') return;
      const words = textOf(term).trim().toLowerCase().split(' · ');
      term.properties.id ??= `term-${words[0]?.replace(/\s+/g, '-')}`;
      page.anchors.add(String(term.properties.id));
      for (const word of words) site.terms.set(word, { page, anchor: String(term.properties.id) });
    });
  });
}
