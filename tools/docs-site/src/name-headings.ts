/** Gives every heading the anchor that GitHub gives it, and notes all anchors of a page. */
import GithubSlugger from 'github-slugger';
import type { Element, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { visit } from 'unist-util-visit';
import { type Heading, placeOf } from './page.ts';
import type { Report } from './report.ts';

/** An id that a heading had before stays as an anchor inside it, so that links to it go on working. */
export function nameHeadings(tree: Root, source: string, report: Report): { headings: Heading[]; anchors: Set<string> } {
  const slugger = new GithubSlugger();
  const headings: Heading[] = [];
  visit(tree, 'element', (element) => {
    const depth = Number(/^h([1-6])$/.exec(element.tagName)?.[1] ?? 0);
    if (depth === 0 || hasClass(element, 'sr-only')) return;
    const text = textOf(element).trim();
    const id = slugger.slug(text);
    const former = element.properties.id;
    if (typeof former === 'string' && former !== id) element.children.unshift(anchor(former));
    element.properties.id = id;
    if (text !== '') headings.push({ depth, id, text });
  });
  return { headings, anchors: gatherAnchors(tree, source, report) };
}

function hasClass(element: Element, name: string): boolean {
  return Array.isArray(element.properties.className) && element.properties.className.includes(name);
}

function gatherIds(tree: Root): Map<string, number> {
  const ids = new Map<string, number>();
  visit(tree, 'element', ({ properties: { id } }) => {
    if (typeof id === 'string') ids.set(id, (ids.get(id) ?? 0) + 1);
  });
  return ids;
}

function anchor(id: string): Element {
  return { type: 'element', tagName: 'span', properties: { id }, children: [] };
}

function gatherAnchors(tree: Root, source: string, report: Report): Set<string> {
  const anchors = new Set<string>();
  const claimed = gatherIds(tree);
  visit(tree, 'element', (element, i, parent) => {
    const { id, name } = element.properties;
    const named = element.tagName === 'a' && typeof name === 'string' && name !== id ? [name] : [];
    if (named.length > 0) {
      element.properties.id ??= name as string;
      delete element.properties.name;
    }
    if (typeof element.properties.id !== 'string') return;
    // A described thing has an anchor as long as nothing else wants it.
    if (hasClass(element, 'signatures') && (claimed.get(element.properties.id) ?? 0) > 1) {
      delete element.properties.id;
      return;
    }
    if (!anchors.has(element.properties.id)) anchors.add(element.properties.id);
    else if (isHeading(element) || !isEmptySpan(element)) report.problem(placeOf({ source }, element), `the anchor #${element.properties.id} is there twice`);
    else parent?.children.splice(i as number, 1);
  });
  return anchors;
}

function isHeading(element: Element): boolean {
  return /^h[1-6]$/.test(element.tagName);
}

function isEmptySpan(element: Element): boolean {
  return element.tagName === 'span' && element.children.length === 0;
}
