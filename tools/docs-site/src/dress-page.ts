/** The last touches on a tree: colours in code, headings that can be linked to, blocks that scroll by themselves. */
import type { Element, ElementContent, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { h } from 'hastscript';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import http from 'highlight.js/lib/languages/http';
import nginx from 'highlight.js/lib/languages/nginx';
import properties from 'highlight.js/lib/languages/properties';
import { common, createLowlight } from 'lowlight';
import { SKIP, visit } from 'unist-util-visit';

const lowlight = createLowlight({ ...common, dockerfile, http, nginx, properties });
lowlight.registerAlias({ properties: ['env', 'dotenv'], json: ['jsonc', 'json5'], typescript: ['svelte'] });

export function dressPage(tree: Root): void {
  dropComments(tree);
  visit(tree, 'element', (element, i, parent) => {
    const { tagName, properties } = element;
    if (tagName === 'pre') {
      dressCode(element);
      return SKIP;
    }
    if (/^h[2-6]$/.test(tagName) && !isUnseen(element) && typeof properties.id === 'string')
      element.children.push(linkToItself(properties.id, textOf(element).trim()));
    if (tagName === 'img') properties.loading ??= 'lazy';
    if (tagName === 'input') properties.ariaLabel ??= properties.checked ? 'Done' : 'To do';
    if (tagName === 'table' && parent && i !== undefined) {
      parent.children[i] = h(
        'div',
        { className: ['table'], tabIndex: 0, role: 'group', ariaLabel: captionOf(element) },
        [dressTable(element)],
      );
      return [SKIP, i + 1];
    }
    return undefined;
  });
}

function dropComments(tree: Root): void {
  visit(tree, 'comment', (_comment, i, parent) => {
    parent?.children.splice(i as number, 1);
    return i;
  });
}

function isUnseen({ properties }: Element): boolean {
  return Array.isArray(properties.className) && properties.className.includes('sr-only');
}

function dressCode(block: Element): void {
  Object.assign(block.properties, { tabIndex: 0, dir: 'ltr' });
  const code = block.children.find((child): child is Element => child.type === 'element' && child.tagName === 'code');
  const language = languageOf(code);
  if (code && language === 'mermaid') {
    block.properties = { className: ['mermaid'] };
    block.children = [{ type: 'text', value: textOf(code) }];
    return;
  }
  if (code && language && lowlight.registered(language))
    code.children = lowlight.highlight(language, textOf(code)).children as Element[];
  if (code && block.properties.dataLines !== undefined) numberLines(block, code);
  if (!code || !language) return;
  block.properties.dataLanguage = language;
}

/** `12:3,5-7`: the number of the first line, if lines have numbers, and the lines that stand out. */
function numberLines(block: Element, code: Element): void {
  const [first = '', marked = ''] = String(block.properties.dataLines).split(':');
  delete block.properties.dataLines;
  const isMarked = (line: number) =>
    marked.split(',').some((part) => {
      const [from = '', to = from] = part.trim().split('-');
      return from !== '' && line >= Number(from) && line <= Number(to || Number.POSITIVE_INFINITY);
    });
  code.children = splitLines(code.children).map((children, i) =>
    h(
      'span',
      {
        className: ['line', ...(isMarked(i + 1) ? ['marked'] : [])],
        dataLine: first === '' ? undefined : String(Number(first) + i),
      },
      children,
    ),
  );
}

function splitLines(nodes: ElementContent[]): ElementContent[][] {
  const lines: ElementContent[][] = [[]];
  for (const node of nodes) {
    const parts: ElementContent[][] =
      node.type === 'text'
        ? node.value.split(/(?<=\n)/).map((value) => [{ type: 'text', value }])
        : node.type === 'element'
          ? splitLines(node.children).map((children) => [{ ...node, children }])
          : [[node]];
    for (const part of parts) {
      const last = lines.at(-1) as ElementContent[];
      if (last.some((one) => toText(one).endsWith('\n'))) lines.push(part);
      else last.push(...part);
    }
  }
  return lines;
}

function toText(node: ElementContent): string {
  return node.type === 'text' ? node.value : node.type === 'element' ? textOf(node) : '';
}

function languageOf(code: Element | undefined): string | null {
  const names = Array.isArray(code?.properties.className) ? code.properties.className.map(String) : [];
  return (
    names
      .find((name) => name.startsWith('language-'))
      ?.slice('language-'.length)
      .toLowerCase() ?? null
  );
}

function linkToItself(id: string, title: string): Element {
  return h('a', { className: ['anchor'], href: `#${encodeURIComponent(id)}`, ariaLabel: `Link to “${title}”` }, '#');
}

function captionOf(table: Element): string {
  let caption = 'Table';
  visit(table, 'element', (element) => {
    if (element.tagName === 'caption') caption = textOf(element).trim() || caption;
  });
  return caption;
}

/** A header row without words heads nothing. Code in cells is left as it is. */
function dressTable(table: Element): Element {
  table.children = table.children.filter(
    (child) => !(child.type === 'element' && child.tagName === 'thead' && textOf(child).trim() === ''),
  );
  visit(table, 'element', (element) => {
    if (element.tagName === 'th' && textOf(element).trim() === '') element.tagName = 'td';
    if (element.tagName === 'pre') dressCode(element);
    if (element.tagName === 'img') element.properties.loading ??= 'lazy';
    if (element.tagName === 'input') element.properties.ariaLabel ??= element.properties.checked ? 'Done' : 'To do';
  });
  return table;
}
