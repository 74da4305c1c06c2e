/** Markdown as GitHub reads it, to a tree of HTML whose elements know their lines. */
import type { Root as Html } from 'hast';
import type { Root as Markdown, Yaml } from 'mdast';
import rehypeRaw from 'rehype-raw';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { LineCounter, parseDocument } from 'yaml';
import { cleanHtml } from '../clean-html.ts';
import type { Reading } from '../reading.ts';
import type { Report } from '../report.ts';
import { markAlerts } from './mark-alerts.ts';

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml']);
const toHtml = unified().use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '' }).use(rehypeRaw);

export function parseMarkdown(text: string): Markdown {
  return parser.parse(text);
}

export function readMarkdown(source: string, text: string, report: Report): Reading {
  const markdown = parseMarkdown(text);
  complainOfLooseReferences(markdown, source, report);
  const first = markdown.children[0];
  const front = first?.type === 'yaml' ? readFrontMatter(first, source, report) : {};
  const tree = cleanHtml(toHtml.runSync(markdown, text) as Html, 'markdown', source, report);
  markAlerts(tree);
  return {
    tree,
    title: typeof front.title === 'string' ? front.title : null,
    order: typeof front.order === 'number' ? front.order : null,
    orphan: front.orphan === true,
  };
}

function readFrontMatter({ value, position }: Yaml, source: string, report: Report): Record<string, unknown> {
  const lineCounter = new LineCounter();
  const document = parseDocument(value, { lineCounter });
  for (const error of document.errors) {
    const { line } = lineCounter.linePos(error.pos[0]);
    report.problem({ file: source, line: line + (position?.start.line ?? 1) }, `the front matter is no YAML: ${error.message.split(/[\n:]| at line/)[0]}`);
  }
  const front: unknown = document.errors.length > 0 ? null : document.toJS();
  return typeof front === 'object' && front !== null ? (front as Record<string, unknown>) : {};
}

/** `[text][name]` stays plain text where `name` is defined nowhere: a link that its author believes in. */
function complainOfLooseReferences(tree: Markdown, source: string, report: Report): void {
  visit(tree, (node) => {
    if (node.type === 'link' || node.type === 'linkReference') return SKIP;
    if (node.type !== 'text') return undefined;
    for (const match of node.value.matchAll(/(?<![\w\]])\[([^[\]]+)\]\[([^[\]]*)\]/g)) {
      const line = (node.position?.start.line ?? 1) + node.value.slice(0, match.index).split('\n').length - 1;
      report.problem({ file: source, line }, `the link [${match[1]}] names [${match[2] || match[1]}], which is defined nowhere`);
    }
    return undefined;
  });
}
