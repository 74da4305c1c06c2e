/** Reads one document of either markup. What is wrong with it is reported; a page comes out in any case. */
import type { Element, Root } from 'hast';
import { h } from 'hastscript';
import { EXIT, visit } from 'unist-util-visit';
import { isShallowText, isShallowTree } from './check-depth.ts';
import { drawMath } from './draw-math.ts';
import type { Source } from './list-sources.ts';
import { readMarkdown } from './markdown/read-markdown.ts';
import { nameHeadings } from './name-headings.ts';
import { noteData, type Page, placeOf } from './page.ts';
import { readText } from './read-text.ts';
import type { ReadContext, Reading } from './reading.ts';
import type { Report } from './report.ts';
import { readRst } from './rst/read-rst.ts';

export async function readPage(
  { source, output }: Source,
  given: Omit<ReadContext, 'readPart' | 'part' | 'definitions'>,
): Promise<Page> {
  const context: ReadContext = { ...given, readPart, part: { count: 0 }, definitions: '' };
  const text = readText(context.settings.root, source, context.report);
  const reading =
    text === null || !isShallowText(source, text, context.report) ? null : await readSafely(source, text, context);
  return finishPage(
    { source, output },
    reading && isShallowTree(source, reading.tree, context.report) ? reading : nothing(),
    context.report,
  );
}

const nothing = (): Reading => ({ tree: h(null), title: null, order: null, orphan: false });

/** The parsers call themselves for what is nested, and the stack has an end. */
async function readSafely(source: string, text: string, context: ReadContext): Promise<Reading | null> {
  try {
    return await readMarkup(source, text, context);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.report.problem({ file: source, line: 1 }, 'is nested too deep to be read');
    return null;
  }
}

function readMarkup(source: string, text: string, context: ReadContext): Promise<Reading> {
  return source.toLowerCase().endsWith('.rst') ? readRst(source, text, context) : readMarkdown(source, text, context);
}

const readPart: ReadContext['readPart'] = async (markup, file, text, line, context) => {
  context.part.count += 1;
  const part = { line, name: `part${context.part.count}-` };
  const reading =
    markup === 'rst'
      ? await readRst(file, text, context, line)
      : await readMarkdown(file, `${text}\n\n${context.definitions}`, context, part);
  visit(reading.tree, 'element', (element) => {
    if (markup === 'markdown') noteData(element, { place: placeOf({ source: file }, element) });
    noteData(element, { base: element.data?.base ?? file });
    const { id, ariaDescribedBy } = element.properties;
    if (id === 'footnote-label') element.properties.id = part.name + id;
    if (Array.isArray(ariaDescribedBy))
      element.properties.ariaDescribedBy = ariaDescribedBy.map((one) => part.name + one);
  });
  visit(reading.tree, (node) => {
    delete node.position;
  });
  return reading;
};

function finishPage({ source, output }: Source, reading: Reading, report: Report): Page {
  const { tree } = reading;
  drawMath(tree, source, report);
  const first = findFirstHeading(tree);
  const title = reading.title ?? (first ? null : titleOfFile(source));
  if (!first) tree.children.unshift(h('h1', title ?? ''));
  const { headings, anchors } = nameHeadings(tree, source, report);
  return {
    source,
    output,
    title: title ?? headings.find(({ depth }) => depth === 1)?.text ?? titleOfFile(source),
    tree,
    headings,
    anchors,
    labels: reading.labels ?? [],
    terms: new Map(),
    toctrees: reading.toctrees ?? [],
    order: reading.order,
    orphan: reading.orphan,
    included: reading.included ?? new Set(),
    part: false,
  };
}

function findFirstHeading(tree: Root): Element | null {
  let found: Element | null = null;
  visit(tree, 'element', (element) => {
    if (element.tagName !== 'h1') return undefined;
    found = element;
    return EXIT;
  });
  return found;
}

/** `how-to_start.md` is "How to start". */
export function titleOfFile(source: string): string {
  const parts = source.split('/');
  const file = (parts.pop() ?? '').replace(/\.[^.]+$/, '');
  const name = /^(index|readme)$/i.test(file) && parts.length > 0 ? (parts.pop() as string) : file;
  const words = name.replace(/[-_]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
