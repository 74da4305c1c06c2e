/** reStructuredText to a tree of HTML: gone through by lines, converted by Pandoc, and its marks carried out. */
import GithubSlugger from 'github-slugger';
import type { Element, ElementContent, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { h } from 'hastscript';
import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { cleanHtml } from '../clean-html.ts';
import { anchorOfHeading } from '../name-headings.ts';
import type { Label } from '../page.ts';
import type { ReadContext, Reading } from '../reading.ts';
import { carryOutMarks, noteOrigins } from './carry-out-marks.ts';
import { Finder, findLines } from './find-lines.ts';
import { GUARD } from './line.ts';
import { sameName, type WrittenLabel } from './mark.ts';
import { scanRst } from './scan-rst.ts';

const parser = unified().use(rehypeParse, { fragment: true });

export async function readRst(source: string, text: string, context: ReadContext, firstLine = 1): Promise<Reading> {
  const { settings, report, pandoc } = context;
  const scanned = scanRst(source, text, settings, report, firstLine);
  const parts: Reading[] = [];
  for (const mark of scanned.marks) {
    if (mark.kind !== 'markdown') continue;
    const part = await context.readPart('markdown', mark.origin, mark.text, mark.textLine, {
      ...context,
      definitions: '',
    });
    mark.tree = part.tree;
    parts.push(part);
  }
  const answer = await pandoc.convert(withVersion(scanned.lines.map((line) => line.text).join('\n'), settings.version));
  if ('error' in answer)
    report.problem(
      { file: source, line: 1 },
      `Pandoc cannot read this: ${answer.error.replace(/^ERROR: /, '').split('\n')[0]}`,
    );
  const { html, skipped } = 'html' in answer ? answer : { html: '', skipped: [] };
  const parsed = parser.parse(html.replaceAll(GUARD, ''));
  visit(parsed, (node) => {
    delete node.position;
  });
  const finder = new Finder(scanned.lines, source);
  const tree = cleanHtml(parsed, 'rst', (_element, needle) => finder.find([needle]), report);
  for (const one of skipped)
    report.note(
      new Finder(scanned.lines, source).find([`${one}::`, one]),
      `"${one}::" is not carried out in a table or a field: its words are shown`,
    );
  const toctrees = carryOutMarks(tree, scanned.marks, report);
  noteOrigins(tree, source);
  linkMails(tree);
  findLines(tree, scanned.lines, source, report);
  renameHeadings(tree, new Set(scanned.labels.map((label) => sameName(label.name))));
  return {
    tree,
    title: null,
    order: null,
    orphan: scanned.orphan,
    labels: [...nameLabels(tree, scanned.labels), ...parts.flatMap((part) => part.labels ?? [])],
    toctrees: [...toctrees, ...parts.flatMap((part) => part.toctrees ?? [])],
    included: new Set([...scanned.included, ...parts.flatMap((part) => [...(part.included ?? [])])]),
  };
}

/** Of what Sphinx knows without a definition, the version is known here as well. */
function withVersion(text: string, version: string | null): string {
  const names = ['version', 'release'].filter(
    (name) => version !== null && text.includes(`|${name}|`) && !text.includes(`.. |${name}| `),
  );
  return [text, ...names.map((name) => `.. |${name}| replace:: ${version}`)].join('\n\n');
}

const MAIL = /(?<![\w.+/@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/** Addresses of mail are links in reStructuredText, as they stand. */
function linkMails(tree: Root): void {
  visit(tree, (node, i, parent) => {
    if (node.type === 'element' && /^(a|code|pre|kbd)$/.test(node.tagName)) return SKIP;
    if (node.type !== 'text' || !node.value.includes('@') || !parent || i === undefined) return undefined;
    const found = [...node.value.matchAll(MAIL)];
    if (found.length === 0) return undefined;
    const parts: ElementContent[] = [];
    let end = 0;
    for (const { 0: mail, index } of found) {
      parts.push({ type: 'text', value: node.value.slice(end, index) }, h('a', { href: `mailto:${mail}` }, mail));
      end = index + mail.length;
    }
    parts.push({ type: 'text', value: node.value.slice(end) });
    const kept = parts.filter((part) => part.type !== 'text' || part.value !== '');
    parent.children.splice(i, 1, ...kept);
    return [SKIP, i + kept.length];
  });
}

/** docutils' way from a name to an anchor. */
export function anchorOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '');
  return plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^[-\p{N}]+|-+$/gu, '') || 'id';
}

/**
 * Pandoc has its own way to name headings, and gives a heading the last label before it instead of its own name.
 * Headings lose theirs, so that they are named as everywhere else; links to them are led to the new names.
 */
function renameHeadings(tree: Root, labels: Set<string>): void {
  const slugger = new GithubSlugger();
  const moved = new Map<string, string>();
  const titles = new Map<string, string>();
  visit(tree, 'element', (element) => {
    if (!/^h[1-6]$/.test(element.tagName)) return;
    const slug = anchorOfHeading(element, slugger);
    const id = String(element.properties.id ?? '');
    const plain = id.replace(/-\d+$/, '');
    if (id !== '' && plain === pandocName(textOf(element)) && !labels.has(sameName(id))) {
      moved.set(id, slug);
      delete element.properties.id;
    }
    titles.set(pandocName(textOf(element)), titles.get(pandocName(textOf(element))) ?? slug);
  });
  const ids = gatherIds(tree);
  visit(tree, 'element', ({ tagName, properties }) => {
    if (tagName !== 'a' || typeof properties.href !== 'string' || !properties.href.startsWith('#')) return;
    const id = properties.href.slice(1);
    const found = moved.get(id) ?? (ids.has(id) ? undefined : titles.get(id));
    if (found !== undefined) properties.href = `#${found}`;
  });
}

function gatherIds(tree: Root): Set<string> {
  const ids = new Set<string>();
  visit(tree, 'element', ({ properties }) => {
    if (typeof properties.id === 'string') ids.add(properties.id);
  });
  return ids;
}

/** Pandoc's `auto_identifiers`: letters, figures, `_-.`, hyphens for spaces, nothing before the first letter. */
function pandocName(title: string): string {
  const name = title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\-.\s]+/gu, '')
    .replace(/\s+/g, '-')
    .replace(/^[^\p{L}]+/u, '');
  return name || 'section';
}

/** Gives every label the anchor that Sphinx gives it, and the title of what it stands before. */
function nameLabels(tree: Root, written: WrittenLabel[]): Label[] {
  const labels: Label[] = [];
  const wanted = new Map(written.map((label) => [sameName(label.name), label]));
  const renamed = new Map<string, string>();
  visit(tree, 'element', (element, i, parent) => {
    const label = wanted.get(sameName(String(element.properties.id ?? '')));
    if (!label) return;
    renamed.set(String(element.properties.id), anchorOf(label.name));
    element.properties.id = anchorOf(label.name);
    const title = titleAt(element, parent as Element, i ?? 0);
    labels.push({ ...label, name: sameName(label.name), anchor: anchorOf(label.name), title });
  });
  visit(tree, 'element', ({ tagName, properties }) => {
    const anchor =
      tagName === 'a' && typeof properties.href === 'string'
        ? renamed.get(decode(properties.href.slice(1)))
        : undefined;
    if (anchor !== undefined && String(properties.href).startsWith('#')) properties.href = `#${anchor}`;
  });
  return labels;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The heading, or the caption of a figure, a table or a piece of code. */
function titleAt(element: Element, parent: Element, i: number): string | null {
  const heading = [element, parent].find((one) => /^h[1-6]$/.test(one.tagName ?? ''));
  if (heading) return textOf(heading).trim();
  let caption: string | null = null;
  visit(element, 'element', (inner) => {
    if (caption === null && (inner.tagName === 'figcaption' || inner.tagName === 'caption'))
      caption = textOf(inner).trim();
  });
  const term = findTerm(element);
  const next = parent.children[i + 1];
  return (
    caption ??
    (element.children.length === 0 && next?.type === 'element' && /^h[1-6]$/.test(next.tagName)
      ? textOf(next).trim()
      : term)
  );
}

/** What a list of definitions begins with. */
function findTerm(element: Element): string | null {
  const list = element.children.find((child) => child.type === 'element');
  const term =
    list?.tagName === 'dl'
      ? list.children.find((child): child is Element => child.type === 'element' && child.tagName === 'dt')
      : undefined;
  return term ? textOf(term).trim() : null;
}
