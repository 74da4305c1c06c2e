/** Lines of reStructuredText that remember which file they come from, through includes and rewriting. */
import type { Place } from '../report.ts';

/** A sign that keeps others apart on the way through Pandoc, and is taken out after it. Nobody writes it. */
export const GUARD = '\u{f8d05}';

/** `written`: as it stands in the file, where that is another than `text`. */
export type Line = Place & { text: string; written?: string };

/** The lines of a file; tabs stand for the next multiple of eight, as docutils has it. */
export function linesOf(file: string, text: string, first = 1): Line[] {
  return text.split('\n').map((one, i) => {
    const plain = expandTabs(one).trimEnd();
    return { text: plain, file, line: first + i, ...(plain === one ? {} : { written: one }) };
  });
}

function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let out = '';
  for (const sign of text) out += sign === '\t' ? ' '.repeat(8 - (out.length % 8)) : sign;
  return out;
}

export function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

export function isBlank({ text }: Line): boolean {
  return text === '';
}

/** How many lines from `start` on are blank or further in than `indent`, without blank ones at the end. */
export function blockEnd(lines: Line[], start: number, indent: number): number {
  let end = start;
  for (let i = start; i < lines.length; i += 1) {
    const line = lines[i] as Line;
    if (isBlank(line)) continue;
    if (indentOf(line.text) <= indent) break;
    end = i + 1;
  }
  return end;
}

/** The same lines without the space that all of them begin with. */
export function dedent(lines: Line[]): Line[] {
  const depth = Math.min(...lines.filter((line) => !isBlank(line)).map(({ text }) => indentOf(text)));
  return lines.map((line) => ({ ...line, text: line.text.slice(depth) }));
}

export function indented(lines: Line[], depth: number): Line[] {
  return lines.map((line) => (isBlank(line) ? line : { ...line, text: ' '.repeat(depth) + line.text }));
}
