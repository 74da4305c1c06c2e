/** Files that a document takes in: as reStructuredText, as code, as a table. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { isOutside } from '../paths.ts';
import { readText } from '../read-text.ts';
import { argumentOf, type Directive } from './directive.ts';
import { indented, type Line, linesOf } from './line.ts';
import { asCode } from './mark.ts';
import { addMark, type Scan } from './scan.ts';

/** The lines to stand in place of `include`; the file is null where they are not to be gone through. */
export function includeFile(directive: Directive, scan: Scan): { file: string | null; lines: Line[] } {
  const file = findFile(argumentOf(directive), directive, scan);
  if (file === null) return { file: null, lines: [] };
  if (scan.reading.includes(file)) {
    const circle = [...scan.reading.slice(scan.reading.indexOf(file)), file];
    scan.report.problem(directive, `includes itself: ${circle.join(' → ')}`);
    return { file: null, lines: [] };
  }
  const lines = readPart(file, directive, scan);
  const { options } = directive;
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

function readPart(file: string, { options }: Directive, scan: Scan): Line[] {
  const text = readText(scan.root, file, scan.report);
  let lines = text === null ? [] : linesOf(file, text.replace(/\n$/, ''));
  if (options.has('lines')) lines = pickLines(lines, options.get('lines') as string);
  lines = lines.slice(
    Number(options.get('start-line') ?? 0),
    options.has('end-line') ? Number(options.get('end-line')) : undefined,
  );
  const [from, to] = [
    options.get('start-after') ?? options.get('start-at'),
    options.get('end-before') ?? options.get('end-at'),
  ];
  const start =
    from === undefined
      ? 0
      : lines.findIndex(({ text: one }) => one.includes(from)) + Number(options.has('start-after'));
  const rest = lines.slice(Math.max(0, start));
  const end = to === undefined ? -1 : rest.findIndex(({ text: one }) => one.includes(to));
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
