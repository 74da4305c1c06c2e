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

export function scanRst(
  source: string,
  text: string,
  tree: { root: string; docs: string },
  report: Report,
  firstLine = 1,
): Scanned {
  const scan: Scan = {
    ...tree,
    source,
    report,
    marks: [],
    labels: [],
    included: new Set(),
    reading: [path.posix.normalize(source)],
    including: [],
    language: '',
    goThrough: (lines) => scanLines(lines, scan),
  };
  const written = linesOf(source, text, firstLine);
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
    const underTitle = isTitleLine(lines, i - 1);
    const starts: boolean =
      fresh || underTitle || (above !== undefined && indentOf(line.text) > indentOf(above.text) && !isBlank(line));
    if (underTitle && !isBlank(line)) out.push({ ...line, text: '' });
    const block: Block | null = isBlank(line)
      ? null
      : (takeExplicit(lines, i, starts, scan) ??
        (starts ? takeDoctest(lines, i, scan) : null) ??
        takeLiteral(lines, i, scan));
    if (!block) {
      out.push({ ...line, text: guardBackticks(titleRule(lines, i, scan.report) ?? line.text) });
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
  return (
    text
      // Without a role and with a `<` in it, Pandoc looks for the end of an address behind its end.
      .replace(/(^|[\s([{"'])`([^`<>]*<[^`>]*)`(?![`_\w])/g, '$1:title:`$2`')
      .replace(/([^`\s])```(?!`)/g, `$1\`${GUARD}\`\``)
      .replace(/(^|[\s(["'])```(?=[^`\s])/g, `$1\`\`${GUARD}\``)
  );
}

/** A line of one sign, as it stands under titles. */
const RULE = /^([!-/:-@[-`{-~])\1{2,}$/;

/** Whether the line under a title is here: below it a directive needs no blank line. */
function isTitleLine(lines: Line[], i: number): boolean {
  const [above, title, under] = [lines[i - 2], lines[i - 1], lines[i]];
  if (!title || !under || isBlank(title) || title.text.startsWith(' ') || !RULE.test(under.text)) return false;
  const isOver = above !== undefined && RULE.test(above.text) && above.text === under.text;
  return !RULE.test(title.text) && (above === undefined || isBlank(above) || isOver);
}

/**
 * The line over or under a title, as long as the title needs it: docutils complains of a shorter one and takes it, and
 * Pandoc takes it for something else.
 */
function titleRule(lines: Line[], i: number, report: Report): string | null {
  const line = lines[i] as Line;
  if (!RULE.test(line.text) || line.text.startsWith(' ')) return null;
  const isFirst = (at: number) => lines[at] === undefined || isBlank(lines[at] as Line);
  const [title, under] = [lines[i + 1], lines[i + 2]];
  if (isFirst(i - 1) && title && !isBlank(title) && under?.text === line.text && !RULE.test(title.text))
    return longEnough(line, title, 'over and under', report);
  const over = lines[i - 2];
  const above = lines[i - 1];
  if (!above || isBlank(above) || above.text.startsWith(' ') || RULE.test(above.text)) {
    const isUnder = above && over?.text === line.text && isFirst(i - 3);
    return isUnder ? longEnough(line, above, '', report) : null;
  }
  if (over?.text === line.text && isFirst(i - 3)) return longEnough(line, above, '', report);
  return isFirst(i - 2) || isTitleLine(lines, i - 2) ? longEnough(line, above, 'under', report) : null;
}

function longEnough(rule: Line, title: Line, where: string, report: Report): string {
  const wanted = widthOf(title.text.trimEnd());
  if (rule.text.length >= wanted) return rule.text;
  if (where === 'under') report.problem(rule, `the line under the title "${title.text}" is shorter than the title`);
  else if (where !== '')
    report.problem(rule, `the lines over and under the title "${title.text.trim()}" are shorter than the title`);
  return (rule.text[0] as string).repeat(wanted);
}

/** In columns, of which a sign of Chinese takes two. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, sign) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(sign)
        ? 2
        : 1),
    0,
  );
}
