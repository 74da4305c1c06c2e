/**
 * Pandoc does not tell lines. The tree says what links, pictures and roles there are; here the text is asked where each
 * of them stands, in the order of the tree. Also carries out the roles that need no other page.
 */
import type { Element, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { visit } from 'unist-util-visit';
import { noteData } from '../page.ts';
import type { Report } from '../report.ts';
import type { Line } from './line.ts';
import { drawRole } from './roles.ts';

export function findLines(tree: Root, lines: Line[], source: string, report: Report): void {
  const finder = new Finder(lines, source);
  visit(tree, 'element', (element) => {
    if (element.data?.place) return;
    const needles = needlesOf(element);
    if (needles.length === 0) return;
    const place = finder.find(needles);
    noteData(element, { place });
    if (isRole(element)) drawRole(element, place, report);
    else if (element.tagName === 'a') checkReference(element, place, report);
  });
  complainOfLeftovers(tree, finder, report);
}

function isRole({ tagName, properties }: Element): boolean {
  return tagName === 'code' && Array.isArray(properties.className) && properties.className.includes('interpreted-text');
}

/** What to look for: the address as it is written, else the words. */
function needlesOf(element: Element): string[] {
  const { tagName, properties } = element;
  if (isRole(element)) return [`\`${textOf(element)}\``, ...textOf(element).split(/\s+/).slice(-1)];
  if (tagName === 'img') return [String(properties.src ?? ''), decode(String(properties.src ?? ''))];
  if (tagName !== 'a' || properties.role === 'doc-noteref' || properties.role === 'doc-backlink') return [];
  const href = String(properties.href ?? '');
  return [
    ...(href === '' || href.startsWith('#') ? [] : [href, decode(href)]),
    `\`${textOf(element)}`,
    `${textOf(element)}_`,
    textOf(element),
  ];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export class Finder {
  readonly #lines: Line[];
  readonly #source: string;
  #from = 0;

  constructor(lines: Line[], source: string) {
    this.#lines = lines;
    this.#source = source;
  }

  /** The next line that has one of the needles; a definition of targets at the end of a document moves nothing on. */
  find(needles: string[]): { file: string; line: number } {
    for (const needle of needles.filter((one) => one.trim() !== '')) {
      const next = this.#lines.findIndex(({ text }, i) => i >= this.#from && text.includes(needle));
      const any = next === -1 ? this.#lines.findIndex(({ text }) => text.includes(needle)) : next;
      const line = this.#lines[any];
      if (!line) continue;
      if (next !== -1 && !/^ *(\.\. |__ )/.test(line.text)) this.#from = next;
      return { file: line.file, line: line.line };
    }
    const last = this.#lines[this.#from];
    return last ? { file: last.file, line: last.line } : { file: this.#source, line: 1 };
  }
}

/** Pandoc leaves a link to nothing where a name or a substitution is not defined. */
function checkReference(link: Element, place: { file: string; line: number }, report: Report): void {
  if (link.properties.href === undefined) return;
  const href = String(link.properties.href);
  if (href.startsWith('##SUBST##')) report.problem(place, `the substitution ${href.slice(9)} is not defined`);
  else if (href.startsWith('##NOTE##')) report.problem(place, `the footnote [${href.slice(8)}] is not defined`);
  else if (href === '') report.problem(place, `nothing is named "${textOf(link)}"`);
  else return;
  // What is known of a substitution is its name.
  if (href.startsWith('##SUBST##')) link.children = [{ type: 'text', value: textOf(link).replace(/^\||\|$/g, '') }];
  link.tagName = 'span';
  link.properties = {};
}

const LEFTOVERS: [RegExp, string][] = [
  [/``/, 'a literal (``) is begun and not ended'],
  [/(?:^|\s)`[^\s`][^`]*$/, 'a backtick is begun and not ended'],
  [/^\+[-=+]{3,}/, 'a table with a broken grid is read as text'],
  [/^={2,}(?: +={2,})+/, 'a table with broken columns is read as text'],
  [/(?:^|\s):[a-z][\w:+.-]*:`/, 'a role is begun and not ended'],
];

/** Signs of markup that nobody took for markup. */
function complainOfLeftovers(tree: Root, finder: Finder, report: Report): void {
  visit(tree, 'element', (element) => {
    if (element.tagName === 'pre' || element.tagName === 'code') return 'skip';
    for (const child of element.children) {
      if (child.type !== 'text') continue;
      for (const [pattern, words] of LEFTOVERS) {
        const found = pattern.exec(child.value.trim());
        const sign = found?.[0].trim() ?? '';
        if (found)
          report.problem(finder.find([child.value.slice(child.value.indexOf(sign)).slice(0, 12).trim(), sign]), words);
      }
    }
    return undefined;
  });
}
