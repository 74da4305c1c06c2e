/** Gives every heading the anchor that GitHub gives it, and notes all anchors of a page. */
import GithubSlugger, { slug } from 'github-slugger';
import type { Element, ElementContent, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { visit } from 'unist-util-visit';
import { type Heading, placeOf } from './page.ts';
import type { Report } from './report.ts';

/** An id that a heading had before stays as an anchor inside it, so that links to it go on working. */
export function nameHeadings(
  tree: Root,
  source: string,
  report: Report,
): { headings: Heading[]; anchors: Set<string> } {
  const slugger = new GithubSlugger();
  const headings: Heading[] = [];
  /** Empty anchors since the last word. */
  let before: Element[] = [];
  visit(tree, (node) => {
    if (node.type === 'text' && node.value.trim() !== '') before = [];
    if (node.type !== 'element') return;
    if (isEmptyAnchor(node)) before.push(node);
    const depth = Number(/^h([1-6])$/.exec(node.tagName)?.[1] ?? 0);
    if (depth === 0 || hasClass(node, 'sr-only')) return;
    const id = anchorOfHeading(node, slugger);
    const former = node.properties.id;
    if (typeof former === 'string' && former !== id) node.children.unshift(anchor(former));
    node.properties.id = id;
    for (const one of [...before, ...node.children]) if (isEmptyAnchor(one) && nameOf(one) === id) one.properties = {};
    if (wordsOf(node) !== '') headings.push({ depth, id, text: wordsOf(node) });
  });
  return { headings, anchors: gatherAnchors(tree, source, report) };
}

/** The anchor that GitHub gives a heading; one without letters is a section. */
export function anchorOfHeading(heading: Element, slugger: GithubSlugger): string {
  const words = wordsOf(heading);
  return slugger.slug(slug(words) === '' ? 'section' : words);
}

/** What is read of a heading: its text, else what stands for its pictures. */
function wordsOf(heading: Element): string {
  const pictures: string[] = [];
  visit(heading, 'element', ({ tagName, properties }) => {
    if (tagName === 'img') pictures.push(String(properties.alt ?? ''));
  });
  return textOf(heading).trim() || pictures.join(' ').trim();
}

/** `<a id="x"></a>`, as people write it above a heading that has the same anchor by itself. */
function isEmptyAnchor(node: ElementContent): node is Element {
  return (
    node.type === 'element' &&
    (node.tagName === 'a' || node.tagName === 'span') &&
    node.properties.href === undefined &&
    node.children.length === 0 &&
    nameOf(node) !== undefined
  );
}

function nameOf({ properties }: Element): unknown {
  return properties.id ?? properties.name;
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
    else if (isHeading(element) || !isEmptySpan(element))
      report.problem(placeOf({ source }, element), `the anchor #${element.properties.id} is there twice`);
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
