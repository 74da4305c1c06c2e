/** Puts what a mark stands for in place of the container or code block that carried it through Pandoc. */
import type { Element, ElementContent, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { h } from 'hastscript';
import { EXIT, SKIP, visit } from 'unist-util-visit';
import { drawNotice, NOTICES } from '../notice.ts';
import { noteData, type Toctree } from '../page.ts';
import type { Report } from '../report.ts';
import { type Mark, markOf } from './mark.ts';

/** Returns the lists of pages, which become part of the tree when all pages are known. */
export function carryOutMarks(tree: Root, marks: Mark[], report: Report): Toctree[] {
  const named = new Set<string>();
  const drawnMarks = new Set<Mark>();
  visit(tree, 'element', (element, i, parent) => {
    drawNativeNotice(element);
    const number = markOf(element.properties.className);
    const mark = number === null ? undefined : marks[number];
    if (!mark || !parent || i === undefined) return undefined;
    drawnMarks.add(mark);
    const id = element.properties.id;
    const drawn = draw(
      mark.kind === 'object' && mark.id !== null && (named.has(mark.id) || !named.add(mark.id))
        ? { ...mark, id: null }
        : mark,
      element,
    );
    const place = { file: mark.file, line: mark.line };
    for (const one of drawn) if (one.type === 'element') noteData(one, { place });
    if (mark.kind === 'markdown') nestHeadings(tree, drawn[0] as Element);
    if (id !== undefined && drawn[0]?.type === 'element') drawn[0].properties.id ??= id;
    parent.children.splice(i, 1, ...drawn);
    return [SKIP, LEAVES.has(mark.kind) ? i + drawn.length : i];
  });
  // Pandoc read the lines around it in another way than they were written: what it stands for would be missing from the
  // page.
  for (const mark of marks)
    if (!drawnMarks.has(mark))
      report.problem(
        mark,
        'this block cannot be told from the lines around it: look for a blank line that is missing, or an indent that is wrong',
      );
  return marks.flatMap((mark) => (mark.kind === 'toctree' ? [mark.toctree] : []));
}

/** What stands for these has no marks in it. */
const LEAVES = new Set(['code', 'toctree', 'unknown', 'origin', 'markdown']);

function draw(mark: Mark, carrier: Element): ElementContent[] {
  const body = carrier.children;
  switch (mark.kind) {
    case 'code':
      return [drawCode(mark.code, mark.language, mark.lines)];
    case 'notice':
      return [
        mark.title === null
          ? titleFromBody(mark.tone, body)
          : drawNotice(mark.tone, [{ type: 'text', value: mark.title }], body),
      ];
    case 'toctree':
      return [drawPlaceOfPages(mark.toctree)];
    case 'object':
      return [
        h('div', { className: ['object'] }, [
          h(
            'div',
            { className: ['signatures'], id: mark.id ?? undefined },
            mark.signatures.map((text) => h('code', text)),
          ),
          h('div', { className: ['object-body'] }, body),
        ]),
      ];
    case 'unknown':
      return [
        h('div', { className: ['notice', 'notice-warning'], role: 'note' }, [
          h('p', { className: ['notice-title'] }, ['Shown as it is written: ', h('code', mark.name)]),
          drawCode(mark.code, ''),
        ]),
      ];
    case 'kept-lines':
      return [preserveLines(carrier)];
    case 'titled':
      return [drawTitled(mark.look, body)];
    case 'glossary':
      return [h('div', { className: ['glossary'] }, body)];
    case 'plain':
      return [h('div', body)];
    case 'origin':
      return [h('span', { className: ['origin'], dataOrigin: mark.origin ?? '' })];
    case 'markdown':
      return [h('div', { className: ['part-of'] }, (mark.tree?.children ?? []) as ElementContent[])];
  }
}

/** What stands below a heading has no heading as high as that one. */
function nestHeadings(tree: Root, part: Element): void {
  let depth = 0;
  visit(tree, 'element', (element) => {
    if (element === part) return EXIT;
    depth = Number(/^h([1-6])$/.exec(element.tagName)?.[1] ?? depth);
    return undefined;
  });
  visit(part, 'element', (element) => {
    const own = Number(/^h([1-6])$/.exec(element.tagName)?.[1] ?? 0);
    if (own > 0) element.tagName = `h${Math.min(6, own + depth)}`;
  });
}

/** Tells every element whose file it comes from, and takes out the marks that say it. */
export function noteOrigins(tree: Root, source: string): void {
  let origin = source;
  visit(tree, 'element', (element, i, parent) => {
    const { className, dataOrigin } = element.properties;
    if (Array.isArray(className) && className.includes('origin') && parent && i !== undefined) {
      origin = String(dataOrigin || source);
      const after = parent.children[i + 1];
      parent.children.splice(i, after?.type === 'text' && after.value.trim() === '' ? 2 : 1);
      return [SKIP, i];
    }
    if (origin !== source) noteData(element, { base: element.data?.base ?? origin });
    return undefined;
  });
}

/** What Pandoc makes of an admonition where no mark is put: in the cell of a table, in a field. */
function drawNativeNotice(element: Element): void {
  const name = classesOf(element).find((one) => Object.hasOwn(NOTICES, one));
  const title = element.children.find((child) => child.type === 'element');
  if (name === undefined || !title || !classesOf(title).includes('title')) return;
  Object.assign(
    element,
    drawNotice(
      NOTICES[name]?.tone ?? 'note',
      [{ type: 'text', value: textOf(title).trim() }],
      element.children.filter((child) => child !== title),
    ),
  );
}

function classesOf({ tagName, properties }: Element): string[] {
  return tagName === 'div' && Array.isArray(properties.className) ? properties.className.map(String) : [];
}

function drawCode(code: string, language: string, lines?: string): Element {
  return h('pre', { dataLines: lines }, [
    h('code', { className: language === '' ? undefined : [`language-${language}`] }, `${code}\n`),
  ]);
}

/** The first paragraph is the title of what follows. */
function drawTitled(look: 'listing' | 'part', body: ElementContent[]): Element {
  const { title, rest } = takeTitle(body);
  if (look === 'listing') return h('figure', { className: ['listing'] }, [h('figcaption', title), ...rest]);
  return h('div', { className: ['part'] }, [h('p', { className: ['part-title'] }, title), ...rest]);
}

function takeTitle(body: ElementContent[]): { title: ElementContent[]; rest: ElementContent[] } {
  const first = body.findIndex((child) => child.type === 'element' && child.tagName === 'p');
  const title = body[first];
  return title?.type === 'element'
    ? { title: title.children, rest: body.toSpliced(first, 1) }
    : { title: [], rest: body };
}

/** Stays empty until all pages are known. */
function drawPlaceOfPages(toctree: Toctree): Element {
  const element = h('div', { className: ['pages'] });
  noteData(element, { toctree });
  return element;
}

/** An admonition's own title is its first paragraph. */
function titleFromBody(tone: 'note' | 'tip' | 'important' | 'warning' | 'caution', body: ElementContent[]): Element {
  const { title, rest } = takeTitle(body);
  return drawNotice(tone, title.length > 0 ? title : [{ type: 'text', value: 'Note' }], rest);
}

/** Lines with links and emphasis in them, as a block that keeps its lines and spaces. */
function preserveLines(carrier: Element): Element {
  const lines: ElementContent[] = [];
  visit(carrier, 'element', (element) => {
    if (Array.isArray(element.properties.className) && element.properties.className.includes('line-block'))
      lines.push(...element.children.filter((child) => !(child.type === 'element' && child.tagName === 'br')));
  });
  return lines.length === 0
    ? h('pre', textOf(carrier))
    : h(
        'pre',
        lines.map((child) =>
          child.type === 'text' ? { ...child, value: child.value.replaceAll('\u00a0', ' ') } : child,
        ),
      );
}
