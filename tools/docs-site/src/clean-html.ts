/** Documents may hold HTML. What stays is what GitHub lets stay; what goes is said, for nothing may vanish silently. */
import type { Element, Root } from 'hast';
import rehypeSanitize, { defaultSchema, type Options } from 'rehype-sanitize';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { Place, Report } from './report.ts';

const shared: typeof defaultSchema = {
  ...defaultSchema,
  clobber: [],
  // Some are words for the search; `dressPage` takes all out.
  allowComments: true,
  strip: ['script', 'style', 'template'],
  attributes: {
    ...defaultSchema.attributes,
    code: [['className', /^language-./, 'math-inline', 'math-display']],
    img: [...(defaultSchema.attributes?.img ?? []), 'srcSet', 'sizes'],
  },
  tagNames: [
    ...(defaultSchema.tagNames ?? []),
    'abbr',
    'mark',
    'small',
    'u',
    'figure',
    'figcaption',
    'caption',
    'cite',
    'dfn',
    'col',
    'colgroup',
  ],
  protocols: {
    ...defaultSchema.protocols,
    href: [...(defaultSchema.protocols?.href ?? []), 'tel', 'sms', 'ftp'],
    src: ['http', 'https', 'data'],
  },
};

const SCHEMAS: Record<'markdown' | 'rst', Options> = {
  markdown: shared,
  /** Pandoc says by classes what an element stands for. */
  rst: {
    ...shared,
    attributes: {
      ...shared.attributes,
      a: ['className', 'href', 'role', 'title'],
      div: ['className'],
      span: ['className'],
      code: ['className', 'role'],
      pre: ['className'],
      section: ['className', 'role'],
      li: ['className'],
      ol: ['type', 'className'],
    },
  },
};

/** `locate` tells where an element stands, given how it begins in the text. */
export function cleanHtml(
  tree: Root,
  kind: keyof typeof SCHEMAS,
  locate: (element: Element, needle: string) => Place,
  report: Report,
): Root {
  const schema = SCHEMAS[kind];
  visit(tree, 'element', (element: Element) => {
    if (!schema.tagNames?.includes(element.tagName))
      report.note(locate(element, `<${element.tagName}`), `the element <${element.tagName}> is left out`);
    for (const name of ['href', 'src'] as const) {
      const { scheme, address } = readAddress(element.properties[name]);
      if (typeof element.properties[name] === 'string') element.properties[name] = address;
      if (scheme === null) continue;
      if (!shared.protocols?.[name]?.includes(scheme))
        report.note(locate(element, `${scheme}:`), `an address that begins with ${scheme}: is left out`);
    }
  });
  return unified().use(rehypeSanitize, schema).runSync(tree) as Root;
}

/** An address as browsers read it: without space around it and lines in it, its scheme in small letters. */
function readAddress(written: unknown): { scheme: string | null; address: string } {
  const plain = String(written ?? '').replace(/^[\0- ]+|[\0- ]+$|[\t\n\r]/g, '');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(plain)?.[1]?.toLowerCase() ?? null;
  if (scheme !== null) return { scheme, address: scheme + plain.slice(scheme.length) };
  // `(https://x` has no scheme that anybody knows, so it is the name of a file, which is looked for and not found.
  return { scheme, address: /^[^/?#]*:/.test(plain) ? `./${plain}` : plain };
}
