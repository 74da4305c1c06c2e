/**
 * Goes through reStructuredText by lines before Pandoc does: brings in what is included, knows which lines are literal,
 * and hands every directive to what knows it. What it makes is again reStructuredText, with marks.
 */
import path from 'node:path';
import type { Report } from '../report.ts';
import { isDirective, readDirective } from './directive.ts';
import { handleDirective } from './handle-directive.ts';
import { blockEnd, GUARD, indentOf, isBlank, type Line, linesOf } from './line.ts';
import { asCode, sameName, type WrittenLabel } from './mark.ts';
import { addMark, type Scan } from './scan.ts';

export type Scanned = Pick<Scan, 'marks' | 'labels' | 'included'> & { lines: Line[]; orphan: boolean };

export function scanRst(source: string, text: string, tree: { root: string; docs: string }, report: Report): Scanned {
  const scan: Scan = {
    ...tree,
    source,
    report,
    marks: [],
    labels: [],
    included: new Set(),
    reading: [path.posix.normalize(source)],
    language: '',
    goThrough: (lines) => scanLines(lines, scan),
  };
  const written = linesOf(source, text);
  const { fields, rest } = takeFields(written);
  const lines = scanLines(rest, scan);
  complainOfTwins(scan.labels, report);
  return { lines, marks: scan.marks, labels: scan.labels, included: scan.included, orphan: fields.includes('orphan') };
}

/** Labels are compared without case. A file that is included twice has its own each time. */
function complainOfTwins(labels: WrittenLabel[], report: Report): void {
  const seen = new Map<string, WrittenLabel>();
  for (const label of labels) {
    const other = seen.get(sameName(label.name));
    if (other && (other.file !== label.file || other.line !== label.line))
      report.problem(label, `the label "${label.name}" is there already: ${other.file}:${other.line}`);
    else seen.set(sameName(label.name), label);
  }
}

/** What a document says of itself to Sphinx, in fields before its title. Other fields are to be read. */
function takeFields(lines: Line[]): { fields: string[]; rest: Line[] } {
  const fields: string[] = [];
  const start = lines.findIndex((line) => !isBlank(line));
  let end = Math.max(0, start);
  for (let field = SAID.exec(lines[end]?.text ?? ''); field; field = SAID.exec(lines[end]?.text ?? '')) {
    fields.push(field[1] as string);
    end += 1;
  }
  return { fields, rest: lines.slice(end) };
}

const SAID = /^:(orphan|tocdepth|nocomments|nosearch):/;

function scanLines(lines: Line[], scan: Scan): Line[] {
  const out: Line[] = [];
  let i = 0;
  // An explicit block begins after a blank line, after another one, or further in than the line above.
  let fresh = true;
  while (i < lines.length) {
    const line = lines[i] as Line;
    const above = lines[i - 1];
    const starts: boolean =
      fresh || (above !== undefined && indentOf(line.text) > indentOf(above.text) && !isBlank(line));
    const block: Block | null = isBlank(line)
      ? null
      : (takeExplicit(lines, i, starts, scan) ??
        (starts ? takeDoctest(lines, i, scan) : null) ??
        takeLiteral(lines, i, scan));
    if (!block) {
      complainOfUnderline(lines, i, starts, scan.report);
      if (starts) complainOfOverline(lines, i, scan.report);
      out.push({ ...line, text: guardBackticks(line.text) });
    } else out.push(...block.lines);
    fresh = isBlank(line) || (block?.fresh ?? false);
    i = block?.next ?? i + 1;
  }
  return out;
}

type Block = { lines: Line[]; next: number; fresh: boolean };

/** Directives, comments, labels: whatever begins with two full stops. */
function takeExplicit(lines: Line[], i: number, starts: boolean, scan: Scan): Block | null {
  const line = lines[i] as Line;
  const item = starts ? ITEM.exec(line.text)?.[0] : undefined;
  if (item !== undefined) return takeItem(lines, i, item, scan);
  if (!/^ *\.\.( |$)/.test(line.text)) return null;
  if (!starts) {
    if (isDirective(line))
      scan.report.problem(line, 'a blank line is missing above this directive, so it is read as text');
    return null;
  }
  if (isDirective(line)) {
    const { directive, next } = readDirective(lines, i);
    return { lines: handleDirective(directive, scan), next, fresh: true };
  }
  const label = /^ *\.\. _(`[^`]+`|(?:\\.|[^:\\_])(?:\\.|[^:\\])*):$/.exec(line.text)?.[1];
  if (label) scan.labels.push({ name: label.replace(/^`|`$|\\/g, ''), file: line.file, line: line.line });
  if (/^ *\.\. (_|\[|\||__)/.test(line.text)) return { lines: [line], next: i + 1, fresh: true };
  const next = Math.max(i + 1, blockEnd(lines, i + 1, indentOf(line.text)));
  return {
    lines: [
      { ...line, text: `${' '.repeat(indentOf(line.text))}..` },
      { ...line, text: '' },
    ],
    next,
    fresh: true,
  };
}

/** What stands before a directive that is the first thing in an item of a list. */
const ITEM = /^ *(?:(?:[-*+•]|\(?(?:\d+|[A-Za-z#])[.)]) +)+(?=\.\. [A-Za-z])/;

/** The directive as if it stood by itself, and then the mark of the item in front of it again. */
function takeItem(lines: Line[], i: number, item: string, scan: Scan): Block | null {
  const line = lines[i] as Line;
  const block = takeExplicit(
    lines.with(i, { ...line, text: ' '.repeat(item.length) + line.text.slice(item.length) }),
    i,
    true,
    scan,
  );
  if (!block) return null;
  const start = block.lines.findIndex((one) => !isBlank(one));
  const first = block.lines[start] ?? { ...line, text: `${' '.repeat(item.length)}..` };
  return {
    ...block,
    lines: [
      { ...first, text: item + first.text.slice(item.length) },
      ...(start === -1 ? [{ ...line, text: '' }] : block.lines.slice(start + 1)),
    ],
  };
}

/** A conversation with Python ends at the next blank line. */
function takeDoctest(lines: Line[], i: number, scan: Scan): Block | null {
  const line = lines[i] as Line;
  if (!line.text.trimStart().startsWith('>>> ')) return null;
  const length = lines.slice(i).findIndex(isBlank);
  const next = length === -1 ? lines.length : i + length;
  return {
    lines: markCode(lines.slice(i, next), 'python', 'python', indentOf(line.text), line, scan),
    next,
    fresh: false,
  };
}

/** A paragraph that ends with two colons, and the literal block that follows it. */
function takeLiteral(lines: Line[], i: number, scan: Scan): Block | null {
  const line = lines[i] as Line;
  if (!line.text.endsWith('::') || /^\s*[|+]/.test(line.text)) return null;
  const indent =
    indentOf(line.text) + (/^(?:(?:[-*+•]|\(?(?:\d+|[A-Za-z#])[.)]) +)+/.exec(line.text.trimStart())?.[0].length ?? 0);
  const next = blockEnd(lines, i + 1, indent);
  const code = lines.slice(i + 1, next);
  if (code[0] === undefined) complainOfMissingLiteral(lines, i, scan.report);
  if (code[0] === undefined || !isBlank(code[0])) return null;
  while (code[0] && isBlank(code[0])) code.shift();
  const paragraph =
    line.text.trim() === '::'
      ? []
      : [{ ...line, text: line.text.endsWith(' ::') ? line.text.slice(0, -3) : line.text.slice(0, -1) }];
  return {
    lines: [
      ...paragraph.map((one) => ({ ...one, text: guardBackticks(one.text) })),
      { ...line, text: '' },
      ...markCode(code, scan.language, scan.language, indent, code[0] as Line, scan),
    ],
    next,
    fresh: true,
  };
}

/**
 * A literal block that is not further in than its paragraph begins each line with a sign of punctuation; Pandoc knows
 * it.
 */
function complainOfMissingLiteral(lines: Line[], i: number, report: Report): void {
  const [line, under] = [lines[i] as Line, lines[i + 1]];
  if (under !== undefined && !isBlank(under)) return;
  const next = lines.find((one, at) => at > i && !isBlank(one));
  if (!next || !/^ *[!-/:-@[-`{-~]/.test(next.text))
    report.problem(line, 'announces a literal block (::) that does not follow');
}

function markCode(code: Line[], language: string, info: string, indent: number, place: Line, scan: Scan): Line[] {
  const depth = Math.min(...code.filter((line) => !isBlank(line)).map(({ text }) => indentOf(text)));
  const plain = code.map((line) => ({ ...line, text: line.text.slice(depth) }));
  const mark = addMark(scan, {
    kind: 'code',
    file: place.file,
    line: place.line,
    language,
    info,
    code: plain.map(({ text }) => text).join('\n'),
    codeLine: code[0]?.line ?? place.line,
  });
  return asCode(mark, place, indent, plain);
}

/** Pandoc does not see the end of a literal whose last sign is a backtick, nor the beginning of one whose first is. */
function guardBackticks(text: string): string {
  return text
    .replace(/([^`\s])```(?!`)/g, `$1\`${GUARD}\`\``)
    .replace(/(^|[\s(["'])```(?=[^`\s])/g, `$1\`\`${GUARD}\``);
}

/** A line of one sign, as it stands under titles. */
const RULE = /^([=\-~^"'`#*+.:_])\1{2,}$/;

/** Between two lines that are shorter docutils sees no title, and Pandoc a table. */
function complainOfOverline(lines: Line[], i: number, report: Report): void {
  const [over, title, under] = lines.slice(i, i + 3);
  if (!over || !title || !RULE.test(over.text) || under?.text !== over.text || isBlank(title)) return;
  if ([...title.text].length > over.text.length)
    report.problem(over, `the lines over and under the title "${title.text.trim()}" are shorter than the title`);
}

/** docutils complains of a title that is longer than the line under it; Pandoc makes a title of it or not. */
function complainOfUnderline(lines: Line[], i: number, starts: boolean, report: Report): void {
  const [line, under, after] = [lines[i] as Line, lines[i + 1], lines[i + 2]];
  if (!starts || isBlank(line) || line.text.startsWith(' ') || !under || (after && !isBlank(after))) return;
  if (!RULE.test(under.text) || /^[=\-~^"'`#*+.:_]+$/.test(line.text)) return;
  if (under.text.length < [...line.text].length)
    report.problem(under, `the line under the title "${line.text}" is shorter than the title`);
}
