/**
 * A page as it is seen: header, sidebar, text, what is on this page, and the ways on. Works without scripts but for
 * search.
 */
import type { Element, ElementContent, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { h } from 'hastscript';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import { EXIT, visit } from 'unist-util-visit';
import type { Contents, Entry } from './order-pages.ts';
import { linkBetween, type Page } from './page.ts';
import { addressOfSource, type Settings } from './settings.ts';

const writer = unified().use(rehypeStringify, { allowDangerousCharacters: false });

export type Frame = { settings: Settings; contents: Contents; order: Page[]; siteTitle: string };

export function renderPage(page: Page, frame: Frame): string {
  const body = h('body', [
    h('a', { className: ['skip'], href: '#content' }, 'Skip to content'),
    drawHeader(page, frame),
    h('div', { className: ['frame'] }, [drawSidebar(page, frame), drawMain(page, frame), drawOnThisPage(page)]),
  ]);
  const tree: Root = {
    type: 'root',
    children: [{ type: 'doctype' }, h('html', { lang: 'en', dataRoot: rootOf(page) }, [drawHead(page, frame), body])],
  };
  return `${writer.stringify(tree)}\n`;
}

/** The way from a page to the root of the site: empty, or `../` for every folder. */
function rootOf(page: Page): string {
  return '../'.repeat(page.output.split('/').length - 1);
}

function drawHead(page: Page, { siteTitle }: Frame): Element {
  const asset = (name: string) => `${rootOf(page)}assets/${name}`;
  return h('head', [
    h('meta', { charSet: 'utf-8' }),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('title', page.title === siteTitle ? siteTitle : `${page.title} · ${siteTitle}`),
    ...drawDescription(page),
    h('link', { rel: 'icon', href: 'data:,' }),
    h('link', { rel: 'stylesheet', href: asset('theme.css') }),
    h('script', { src: asset('appearance.js') }),
    h('script', { src: asset('search.js'), defer: true }),
    h('script', { src: asset('copy.js'), defer: true }),
    ...(hasClass(page, 'katex') ? [h('link', { rel: 'stylesheet', href: asset('katex/katex.min.css') })] : []),
    ...(hasClass(page, 'mermaid')
      ? [
          h('script', { src: asset('mermaid.js'), defer: true }),
          h('script', { src: asset('draw-diagrams.js'), defer: true }),
        ]
      : []),
  ]);
}

/** Whether something on a page needs a script or a style of its own. */
export function hasClass({ tree }: Page, name: string): boolean {
  let found = false;
  visit(tree, 'element', ({ properties }) => {
    found ||= Array.isArray(properties.className) && properties.className.includes(name);
    return found ? EXIT : undefined;
  });
  return found;
}

/** What search engines and chat programs say of a page: the beginning of its first paragraph. */
function drawDescription({ tree }: Page): Element[] {
  const first = tree.children.find(
    (child): child is Element => child.type === 'element' && child.tagName === 'p' && textOf(child).trim() !== '',
  );
  const words = first ? textOf(first).replace(/\s+/g, ' ').trim() : '';
  const content = words.length > 160 ? `${words.slice(0, 160).replace(/\s\S*$/, '')} …` : words;
  return content === '' ? [] : [h('meta', { name: 'description', content })];
}

function drawHeader(page: Page, { siteTitle }: Frame): Element {
  return h('header', { className: ['top'] }, [
    h('a', { className: ['mark'], href: linkBetween(page.output, 'index.html') }, siteTitle),
    h('form', { className: ['search'], role: 'search', hidden: true }, [
      h('label', { htmlFor: 'search', className: ['unseen'] }, 'Search'),
      h('input', {
        id: 'search',
        type: 'search',
        placeholder: 'Search',
        autoComplete: 'off',
        spellCheck: 'false',
        ariaControls: 'found',
      }),
      h('div', { id: 'found', className: ['found'], hidden: true }),
    ]),
    h('button', { type: 'button', className: ['appearance'], hidden: true }, 'Dark'),
    h('button', { type: 'button', className: ['menu'], popoverTarget: 'pages' }, 'Pages'),
  ]);
}

/**
 * On a site of more pages each shows the part of the sidebar that is around it: all sidebars would be far more than all
 * pages.
 */
const LARGE = 500;
/** So many entries before and after the one that the page is in. */
const AROUND = 30;

function drawSidebar(page: Page, frame: Frame): Element {
  return h('nav', { id: 'pages', className: ['sidebar'], ariaLabel: 'Pages', popover: 'auto' }, [
    h('button', { type: 'button', className: ['close'], popoverTarget: 'pages', popoverTargetAction: 'hide' }, 'Close'),
    drawEntries(frame.contents.entries, page, frame.order.length > LARGE),
  ]);
}

function drawEntries(entries: Entry[], page: Page, isLarge: boolean): Element {
  const at = Math.max(
    0,
    entries.findIndex((entry) => entry.page === page || holds(entry, page)),
  );
  const [start, end] = isLarge ? [Math.max(0, at - AROUND), at + AROUND + 1] : [0, entries.length];
  return h('ul', [
    ...drawMore(entries.slice(0, start).reverse(), page, 'before'),
    ...entries.slice(start, end).map((entry) => h('li', drawEntry(entry, page, isLarge))),
    ...drawMore(entries.slice(end), page, 'after'),
  ]);
}

/** For entries that are not shown, a link to the nearest of them. */
function drawMore(entries: Entry[], page: Page, where: string): Element[] {
  const nearest = firstPage(entries);
  return nearest
    ? [
        h(
          'li',
          drawEntryLink({ title: `${entries.length} more ${where}`, page: nearest, href: null, children: [] }, page),
        ),
      ]
    : [];
}

function firstPage(entries: Entry[]): Page | null {
  for (const { page, children } of entries) {
    const found = page ?? firstPage(children);
    if (found) return found;
  }
  return null;
}

/**
 * A section is folded unless the page is in it or it is short; on a large site a folded one is a link to its first
 * page.
 */
function drawEntry(entry: Entry, page: Page, isLarge: boolean): ElementContent[] {
  const link = entry.page || entry.href ? drawEntryLink(entry, page) : null;
  if (entry.children.length === 0) return [link ?? h('span', entry.title)];
  const open = (!isLarge && entry.children.length <= 8) || entry.page === page || holds(entry, page);
  if (isLarge && !open) return [drawEntryLink({ ...entry, page: entry.page ?? firstPage(entry.children) }, page)];
  const list = drawEntries(entry.children, page, isLarge);
  if (link)
    return [link, open ? list : h('details', [h('summary', `${entry.children.length} more in ${entry.title}`), list])];
  return [h('details', { open }, [h('summary', entry.title), list])];
}

function drawEntryLink({ page: to, href, title }: Entry, page: Page): Element {
  if (!to) return h('a', { href: href ?? '' }, title);
  return h(
    'a',
    {
      href: to === page ? '#content' : linkBetween(page.output, to.output),
      ariaCurrent: to === page ? 'page' : undefined,
    },
    title,
  );
}

function holds({ children }: Entry, page: Page): boolean {
  return children.some((child) => child.page === page || holds(child, page));
}

function drawMain(page: Page, frame: Frame): Element {
  return h('main', { id: 'content', tabIndex: -1 }, [
    h('article', { dir: 'auto' }, page.tree.children as ElementContent[]),
    drawWaysOn(page, frame),
    ...drawSource(page, frame.settings),
  ]);
}

function drawWaysOn(page: Page, { order }: Frame): Element | null {
  const i = order.indexOf(page);
  const [before, after] = i === -1 ? [] : [order[i - 1], order[i + 1]];
  if (!before && !after) return null;
  const draw = (to: Page, rel: string, word: string) =>
    h('a', { rel: [rel], className: [rel], href: linkBetween(page.output, to.output) }, [
      h('span', word),
      h('span', { className: ['to'] }, to.title),
    ]);
  return h('nav', { className: ['ways'], ariaLabel: 'Previous and next page' }, [
    ...(before ? [draw(before, 'prev', 'Previous')] : []),
    ...(after ? [draw(after, 'next', 'Next')] : []),
  ]);
}

function drawSource({ source }: Page, settings: Settings): Element[] {
  const href = addressOfSource(settings, source, 'file');
  return href
    ? [
        h('p', { className: ['source'] }, [
          h('a', { href }, 'Source of this page'),
          ' · ',
          h('a', { href: href.replace(/\/(?:blob|src)\/HEAD\//, '/edit/HEAD/') }, 'Edit this page'),
        ]),
      ]
    : [];
}

/** From two headings on there is something to choose. */
function drawOnThisPage({ headings }: Page): Element | null {
  const shown = headings.filter(({ depth }) => depth === 2 || depth === 3);
  if (shown.length < 2) return null;
  return h('nav', { className: ['here'], ariaLabel: 'On this page' }, [
    h('p', 'On this page'),
    h(
      'ul',
      shown.map(({ depth, id, text }) =>
        h('li', { className: [`depth-${depth}`] }, [h('a', { href: `#${encodeURIComponent(id)}` }, text)]),
      ),
    ),
  ]);
}
