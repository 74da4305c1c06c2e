/** One directive as it is written: `.. name:: argument`, options, a blank line, a body. */
import type { Place } from '../report.ts';
import { blockEnd, dedent, indentOf, isBlank, type Line } from './line.ts';

export type Directive = Place & {
  name: string;
  indent: number;
  /** What follows the name, with its further lines. */
  argument: Line[];
  options: Map<string, string>;
  body: Line[];
  /** The lines as they stand. */
  written: Line[];
};

const DIRECTIVE = /^( *)\.\. ([A-Za-z][\w+.-]*(?::[\w+.-]+)*) ?::(?: +(.*))?$/;
const OPTION = /^:((?:[^:\\]|\\.)+):(?: +(.*))?$/;

export function isDirective({ text }: Line): boolean {
  return DIRECTIVE.test(text);
}

/** Reads the directive that begins at a line; `isDirective` has said that one does. */
export function readDirective(lines: Line[], start: number): { directive: Directive; next: number } {
  const first = lines[start] as Line;
  const [, space = '', name = '', words = ''] = DIRECTIVE.exec(first.text) ?? [];
  const next = Math.max(start + 1, blockEnd(lines, start + 1, space.length));
  const block = lines.slice(start + 1, next);
  const gap = block.findIndex(isBlank);
  const head = gap === -1 ? block : block.slice(0, gap);
  const firstOption = head.findIndex(({ text }) => OPTION.test(text.trim()));
  const argument = [
    ...(words === '' ? [] : [{ ...first, text: words }]),
    ...dedentAll(firstOption === -1 ? head : head.slice(0, firstOption)),
  ];
  const { options, rest } = readOptions(firstOption === -1 ? [] : head.slice(firstOption));
  const body = [...rest, ...(gap === -1 ? [] : block.slice(gap))];
  return {
    directive: {
      name: name.toLowerCase(),
      file: first.file,
      line: first.line,
      indent: space.length,
      argument,
      options,
      body: trimBlank(dedentAll(body)),
      written: lines.slice(start, next),
    },
    next,
  };
}

/** Options with the lines that continue them; what is none of these belongs to the body. */
function readOptions(lines: Line[]): { options: Map<string, string>; rest: Line[] } {
  const options = new Map<string, string>();
  let last: { name: string; indent: number } | null = null;
  for (const [i, { text }] of lines.entries()) {
    const option = OPTION.exec(text.trim());
    if (option) {
      last = { name: (option[1] as string).toLowerCase(), indent: indentOf(text) };
      options.set(last.name, option[2] ?? '');
    } else if (last && indentOf(text) > last.indent) {
      options.set(last.name, `${options.get(last.name)} ${text.trim()}`.trim());
    } else {
      return { options, rest: lines.slice(i) };
    }
  }
  return { options, rest: [] };
}

function dedentAll(lines: Line[]): Line[] {
  return lines.some((line) => !isBlank(line)) ? dedent(lines) : [];
}

function trimBlank(lines: Line[]): Line[] {
  const first = lines.findIndex((line) => !isBlank(line));
  return first === -1 ? [] : lines.slice(first);
}

export function argumentOf({ argument }: Directive): string {
  return argument.map(({ text }) => text.trim()).join(' ');
}
