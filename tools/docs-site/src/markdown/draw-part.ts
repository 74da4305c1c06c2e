/** Blocks that Markdown itself does not know: their bodies are Markdown again, or they become reStructuredText. */
import type { Element, ElementContent } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { h } from 'hastscript';
import { drawNotice, NOTICES } from '../notice.ts';
import type { ReadContext, Reading } from '../reading.ts';
import type { Part } from './find-parts.ts';

/** Names that MkDocs and Docusaurus have for kinds of notices. */
const ALIKE: Record<string, string> = {
  info: 'note',
  abstract: 'note',
  summary: 'note',
  tldr: 'note',
  question: 'note',
  help: 'note',
  faq: 'note',
  example: 'note',
  quote: 'note',
  cite: 'note',
  success: 'tip',
  check: 'tip',
  done: 'tip',
  failure: 'danger',
  fail: 'danger',
  missing: 'danger',
  bug: 'danger',
};

/** Their bodies are Markdown, and they say where it stands. */
const PARTS = new Set(['tab-item', 'tab', 'dropdown', 'details', 'card', 'grid-item-card', 'group-tab']);
const PLAIN = new Set(['tab-set', 'tabs', 'grid', 'grid-item', 'div', 'container', 'card-carousel', 'centered']);
const SAID: Record<string, string> = {
  versionadded: 'Added in version',
  versionchanged: 'Changed in version',
  deprecated: 'Deprecated since version',
};

export type Drawn = { children: ElementContent[]; reading: Reading | null };

export async function drawPart(source: string, part: Part, context: ReadContext): Promise<Drawn> {
  const { name } = part;
  const kind = Object.hasOwn(NOTICES, name) ? name : Object.hasOwn(ALIKE, name) ? (ALIKE[name] as string) : null;
  if (kind !== null || part.options.some(([option]) => option === 'mkdocs')) {
    const { tone, title } = NOTICES[kind ?? 'note'] as (typeof NOTICES)[string];
    const named = part.argument || (kind === name && title) || name.charAt(0).toUpperCase() + name.slice(1);
    const takesWords = kind === name && name !== 'admonition' && !part.options.some(([option]) => option === 'mkdocs');
    const inner = await readBody(source, part, context);
    // MyST's own kinds have no title: their first words are text.
    return drawn(inner, (body) => [
      drawNotice(
        tone,
        takesWords && part.body.trim() === '' ? text(title) : text(named),
        body.length > 0 ? body : paragraph(part.argument),
      ),
    ]);
  }
  if (PARTS.has(name)) {
    const inner = await readBody(source, part, context);
    const look = /tab/.test(name) ? ['part', 'tab'] : ['part'];
    return drawn(inner, (body) =>
      name === 'dropdown' || name === 'details'
        ? [h('details', { className: ['part'] }, [h('summary', part.argument || 'Details'), ...body])]
        : [h('div', { className: look }, [h('p', { className: ['part-title'] }, part.argument), ...body])],
    );
  }
  if (SAID[name] !== undefined) {
    const [, version = '', words = ''] = /^(\S*)\s*(.*)$/.exec(part.argument) ?? [];
    const inner = await readBody(source, { ...part, body: [words, part.body].join('\n\n') }, context);
    return drawn(inner, (body) => [drawNotice('note', text(`${SAID[name]} ${version}`), body)]);
  }
  if (PLAIN.has(name)) return drawn(await readBody(source, part, context), (body) => [h('div', body)]);
  const { written, line } = asRst(part);
  return drawn(await context.readPart('rst', source, written, line, context), (body) => [h('div', body)]);
}

function readBody(source: string, part: Part, context: ReadContext): Promise<Reading> {
  return context.readPart('markdown', source, part.body, part.bodyLine, context);
}

function drawn(reading: Reading, draw: (body: ElementContent[]) => Element[]): Drawn {
  const body = reading.tree.children.filter((child): child is ElementContent => child.type !== 'doctype');
  return {
    children: draw(body.some((child) => textOf(child).trim() !== '' || child.type === 'element') ? body : []),
    reading,
  };
}

function text(value: string): ElementContent[] {
  return [{ type: 'text', value }];
}

function paragraph(words: string): ElementContent[] {
  return words === '' ? [] : [h('p', words)];
}

/** All other directives are the same in both markups but for their signs. */
function asRst({ name, argument, options, body, line, bodyLine }: Part): { written: string; line: number } {
  if (name === 'eval-rst') return { written: body, line: bodyLine };
  const inner = body.split('\n').map((one) => (one === '' ? '' : `   ${one}`));
  const head = [
    `.. ${name}:: ${argument}`.trimEnd(),
    ...options.map(([option, value]) => `   :${option}: ${value}`.trimEnd()),
  ];
  return { written: [...head, '', ...inner].join('\n'), line };
}
