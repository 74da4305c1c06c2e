/** Markdown as GitHub reads it, to a tree of HTML whose elements know their lines. */
import type { Root as Html } from 'hast';
import type { Root as Markdown, Yaml } from 'mdast';
import rehypeRaw from 'rehype-raw';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGemoji from 'remark-gemoji';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { LineCounter, parseDocument } from 'yaml';
import { cleanHtml } from '../clean-html.ts';
import { placeOf } from '../page.ts';
import type { ReadContext, Reading } from '../reading.ts';
import type { Report } from '../report.ts';
import { type Drawn, drawPart } from './draw-part.ts';
import { findParts, type Part } from './find-parts.ts';
import { markAlerts } from './mark-alerts.ts';

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath).use(remarkFrontmatter, ['yaml']);
const emoji = unified().use(remarkGemoji);

function toHtml(markdown: Markdown, text: string, prefix: string): Html {
  const drawn = emoji.runSync(markdown) as Markdown;
  const processor = unified().use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: prefix }).use(rehypeRaw);
  return processor.runSync(drawn, text) as Html;
}

export function parseMarkdown(text: string): Markdown {
  let plain = text;
  let tree = parser.parse(plain);
  // Two sums of money are no formula: GitHub's signs stand close to what is between them, and before no figure.
  for (let round = 0; round < ROUNDS; round += 1) {
    const money: number[] = [];
    visit(tree, 'inlineMath', ({ position }) => {
      const [start = 0, end = 0] = [position?.start.offset, position?.end.offset];
      const inner = plain.slice(start, end).replace(/^\$+|\$+$/g, '');
      const isMath =
        inner === inner.trim() && !/[\w$]/.test(plain[end] ?? '') && !/[\w$\\]/.test(plain[start - 1] ?? '');
      if (!isMath && !inner.startsWith('`')) money.push(start);
    });
    if (money.length === 0) return tree;
    for (const at of money.reverse()) plain = `${plain.slice(0, at)}\\${plain.slice(at)}`;
    tree = parser.parse(plain);
  }
  return tree;
}

const ROUNDS = 50;

/** A part of a file begins on the line `line` of it; `name` makes the names of its footnotes its own. */
export async function readMarkdown(
  source: string,
  written: string,
  context: ReadContext,
  part = { line: 1, name: '' },
): Promise<Reading> {
  const { report } = context;
  const found = findParts(written, part.line);
  const text = '\n'.repeat(part.line - 1) + found.text;
  const markdown = parseMarkdown(text);
  complainOfLooseReferences(markdown, text, source, report);
  const first = markdown.children[0];
  if (first?.type !== 'yaml' && /^---\n[\w-]+:(\s|$)/.test(text))
    report.problem({ file: source, line: 1 }, 'front matter is begun and not ended: a line of --- is missing');
  const front = first?.type === 'yaml' ? readFrontMatter(first, source, report) : {};
  const tree = cleanHtml(
    toHtml(markdown, text, part.name),
    'markdown',
    (element) => placeOf({ source }, element),
    report,
  );
  markAlerts(tree);
  const taken = await putParts(tree, source, found.parts, { ...context, definitions: definitionsIn(written) });
  return {
    tree,
    title: front.title === undefined ? null : String(front.title),
    order: front.order ?? null,
    orphan: front.orphan === true,
    labels: taken.flatMap(({ labels }) => labels ?? []),
    toctrees: taken.flatMap(({ toctrees }) => toctrees ?? []),
    included: new Set(taken.flatMap(({ included }) => [...(included ?? [])])),
  };
}

/** Draws each part in place of its mark. */
async function putParts(tree: Html, source: string, parts: Part[], context: ReadContext): Promise<Reading[]> {
  const drawn: Drawn[] = [];
  for (const one of parts) drawn.push(await drawPart(source, one, context));
  visit(tree, 'comment', (comment, i, parent) => {
    const number = /^docs-site part (\d+)$/.exec(comment.value)?.[1];
    const children = number === undefined ? undefined : drawn[Number(number)]?.children;
    if (!children || !parent || i === undefined) return undefined;
    parent.children.splice(i, 1, ...children);
    return [SKIP, i + children.length];
  });
  return drawn.flatMap(({ reading }) => (reading ? [reading] : []));
}

/** Addresses that links anywhere in a document name. */
function definitionsIn(text: string): string {
  return (text.match(/^ {0,3}\[[^\]^][^\]]*\]:[ \t]+\S.*$/gm) ?? []).join('\n');
}

type FrontMatter = { title?: string | number; order?: number; orphan?: boolean };

/** What each setting has to be; others are for other programs. */
const KINDS: Record<keyof FrontMatter, { kinds: string[]; words: string }> = {
  title: { kinds: ['string', 'number'], words: 'text' },
  order: { kinds: ['number'], words: 'a number' },
  orphan: { kinds: ['boolean'], words: 'true or false' },
};

function readFrontMatter({ value, position }: Yaml, source: string, report: Report): FrontMatter {
  const complain = (line: number, text: string) =>
    report.problem({ file: source, line: line + (position?.start.line ?? 1) }, text);
  const front = parseYaml(value, complain);
  if (front === null || front === undefined) return {};
  if (typeof front !== 'object' || Array.isArray(front)) {
    complain(1, 'the front matter is no list of names with their values');
    return {};
  }
  const known = Object.entries(front).filter(([name]) => Object.hasOwn(KINDS, name)) as [keyof FrontMatter, unknown][];
  const right = known.filter(([name, said]) => KINDS[name].kinds.includes(typeof said));
  for (const [name] of known) {
    if (!right.some(([other]) => other === name))
      complain(
        value.split('\n').findIndex((line) => line.startsWith(name)) + 1,
        `"${name}" in the front matter has to be ${KINDS[name].words}`,
      );
  }
  return Object.fromEntries(right);
}

function parseYaml(text: string, complain: (line: number, text: string) => void): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  for (const error of document.errors)
    complain(
      lineCounter.linePos(error.pos[0]).line,
      `the front matter is no YAML: ${error.message.split(/[\n:]| at line/)[0]}`,
    );
  try {
    return document.errors.length > 0 ? null : document.toJS();
  } catch (error) {
    complain(1, `the front matter cannot be read: ${(error as Error).message}`);
    return null;
  }
}

/**
 * `[text][name]` and `[^name]` stay plain text where the name is defined nowhere: a link that its author believes in.
 */
function complainOfLooseReferences(tree: Markdown, text: string, source: string, report: Report): void {
  visit(tree, (node, _i, parent) => {
    if (node.type === 'link' || node.type === 'linkReference') return SKIP;
    if (node.type !== 'text') return undefined;
    const line = node.position?.start.line ?? parent?.position?.start.line ?? 1;
    // As it is written: a bracket behind a backslash is meant to be one. What stands beside an address has no place of
    // its own.
    const written = node.position ? text.slice(node.position.start.offset, node.position.end.offset) : node.value;
    for (const match of written.matchAll(/(?<![\w\]\\])\[(?:([^[\]\\^][^[\]\\]*)\]\[([^[\]\\]*)|\^([^\s[\]\\]+))\]/g)) {
      const [, words, name, footnote] = match;
      report.problem(
        { file: source, line: line + written.slice(0, match.index).split('\n').length - 1 },
        footnote === undefined
          ? `the link [${words}] names [${name || words}], which is defined nowhere`
          : `the footnote [^${footnote}] is defined nowhere`,
      );
    }
    return undefined;
  });
}
