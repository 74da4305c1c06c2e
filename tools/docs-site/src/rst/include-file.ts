/** Files that a document takes in: as reStructuredText, as code, as a table. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { isOutside } from '../paths.ts';
import { readText } from '../read-text.ts';
import { argumentOf, type Directive } from './directive.ts';
import { indented, type Line, linesOf } from './line.ts';
import { asCode } from './mark.ts';
import { addMark, type Scan } from './scan.ts';

/** Files that are taken in one by the other; nobody goes deeper on purpose. */
const DEEPEST = 40;

/** The lines to stand in place of `include`; the file is null where they are not to be gone through. */
export function includeFile(directive: Directive, scan: Scan): { file: string | null; lines: Line[] } {
  const { options } = directive;
  const file = findFile(argumentOf(directive), directive, scan);
  if (file === null) return { file: null, lines: [] };
  // A document may take in a part of itself: what goes round is the same directive in itself.
  const isPart = PART.some((name) => options.has(name));
  const key = `${directive.file}:${directive.line}`;
  if (scan.including.includes(key) || (scan.reading.includes(file) && !isPart) || scan.reading.length > DEEPEST) {
    const circle = [...scan.reading.slice(Math.max(0, scan.reading.indexOf(file))), file];
    scan.report.problem(directive, `includes itself: ${circle.join(' → ')}`);
    return { file: null, lines: [] };
  }
  const lines = readPart(file, directive, scan);
  if (isMarkdown(file, directive)) return { file: null, lines: markMarkdown(file, lines, directive, scan) };
  if (!options.has('literal') && !options.has('code')) return { file, lines };
  const language = options.get('code') ?? '';
  const mark = addMark(scan, {
    kind: 'code',
    file: directive.file,
    line: directive.line,
    language,
    info: language,
    code: lines.map(({ text }) => text).join('\n'),
    codeLine: lines[0]?.line ?? 1,
  });
  return { file: null, lines: asCode(mark, directive, 0, lines) };
}

const PART = ['lines', 'start-line', 'end-line', 'start-after', 'end-before', 'start-at', 'end-at'];

/** By the parser that is asked for, else by the name of the file. */
function isMarkdown(file: string, { options, name }: Directive): boolean {
  if (options.has('literal') || options.has('code')) return false;
  const parser = options.get('parser') ?? '';
  if (name === 'mdinclude' || /myst|markdown|commonmark/i.test(parser)) return true;
  return parser === '' && /\.(md|markdown)$/i.test(file);
}

function markMarkdown(file: string, lines: Line[], directive: Directive, scan: Scan): Line[] {
  const mark = addMark(scan, {
    kind: 'markdown',
    file: directive.file,
    line: directive.line,
    origin: file,
    text: lines.map(({ written, text }) => written ?? text).join('\n'),
    textLine: lines[0]?.line ?? 1,
    tree: null,
  });
  return asCode(mark, directive, 0, []);
}

export function includeLiteral(directive: Directive, scan: Scan): Line[] {
  const file = findFile(argumentOf(directive), directive, scan);
  return file === null ? [] : readPart(file, directive, scan);
}

/** A table whose rows lie in a file gets them in place: Pandoc sees no files. */
export function inlineTable(directive: Directive, scan: Scan): Line[] {
  const name = directive.options.get('file');
  const blank = { file: directive.file, line: directive.line, text: '' };
  if (name === undefined) return [...directive.written, blank];
  const file = findFile(name, directive, scan);
  const head = directive.written.filter(({ text }) => !/^\s*:(file|encoding):/.test(text));
  return file === null
    ? []
    : [...head, blank, ...indented(readPart(file, directive, scan), directive.indent + 3), blank];
}

/**
 * The file's path from the root; relative to the document that asks, or from the folder of documents with a slash
 * before it.
 */
function findFile(written: string, directive: Directive, scan: Scan): string | null {
  const name = written.replace(/^<(.+)>$/, '$1');
  const place = name.startsWith('/')
    ? path.posix.join(scan.docs, name)
    : path.posix.join(path.posix.dirname(directive.file), name);
  if (written === '') scan.report.problem(directive, `".. ${directive.name}::" names no file`);
  else if (isOutside(place)) scan.report.problem(directive, `${written} lies outside the tree`);
  else if (!existsSync(path.join(scan.root, place)) || !statSync(path.join(scan.root, place)).isFile())
    scan.report.problem(directive, `there is no file ${place} to include`);
  else {
    scan.included.add(place);
    return place;
  }
  return null;
}

function readPart(file: string, directive: Directive, scan: Scan): Line[] {
  const { options } = directive;
  const text = readText(scan.root, file, scan.report);
  let lines = text === null ? [] : linesOf(file, text.replace(/\n$/, ''));
  if (options.has('lines')) lines = pickLines(lines, options.get('lines') as string);
  if (options.has('pyobject')) scan.report.note(directive, `:pyobject: is not carried out: all of ${file} is shown`);
  lines = lines.slice(
    Number(options.get('start-line') ?? 0),
    options.has('end-line') ? Number(options.get('end-line')) : undefined,
  );
  const [from, to] = [
    options.get('start-after') ?? options.get('start-at'),
    options.get('end-before') ?? options.get('end-at'),
  ];
  const first = from === undefined ? 0 : lines.findIndex(({ text: one }) => one.includes(from));
  if (first === -1) scan.report.problem(directive, `${file} has no line with "${from}"`);
  const rest = lines.slice(first === -1 ? 0 : first + Number(from !== undefined && options.has('start-after')));
  const end = to === undefined ? -1 : rest.findIndex(({ text: one }) => one.includes(to));
  if (to !== undefined && end === -1) scan.report.problem(directive, `${file} has no line with "${to}" there`);
  return end === -1 ? rest : rest.slice(0, end + Number(options.has('end-at')));
}

/** `1,3-5,8-`, counted from one. */
function pickLines(lines: Line[], wanted: string): Line[] {
  return wanted.split(',').flatMap((part) => {
    const [first = '', last] = part.trim().split('-');
    const start = Number(first || 1);
    return lines.slice(start - 1, last === undefined ? start : last === '' ? undefined : Number(last));
  });
}
