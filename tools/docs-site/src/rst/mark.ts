/**
 * What Pandoc does not know, or would tell without its line, is rewritten into something that it knows and hands on:
 * a container or a code block whose class is the number of a mark. Afterwards the mark says what to make of it.
 */
import type { Root } from 'hast';
import type { Toctree } from '../page.ts';
import type { Place } from '../report.ts';
import type { Tone } from '../notice.ts';
import { indented, type Line } from './line.ts';

export type Mark = Place &
  (
    | { kind: 'code'; language: string; info: string; code: string; codeLine: number; lines?: string }
    | { kind: 'notice'; tone: Tone; title: string | null }
    | { kind: 'toctree'; toctree: Toctree }
    | { kind: 'object'; signatures: string[]; id: string | null }
    | { kind: 'unknown'; name: string; code: string }
    | { kind: 'kept-lines' }
    | { kind: 'titled'; look: 'listing' | 'part' }
    | { kind: 'glossary' }
    | { kind: 'plain' }
    /** From here on the text comes from another file; null: no longer. */
    | { kind: 'origin'; origin: string | null }
    /** Text in another markup, whose tree is there once it is read. */
    | { kind: 'markdown'; origin: string; text: string; textLine: number; tree: Root | null }
  );

/** A label or a citation of the document, in the spelling of its author. */
export type WrittenLabel = Place & { name: string };

/** Names of labels are compared without case and with one space for many. */
export function sameName(name: string): string {
  return name.toLowerCase().replace(/\s+/g, ' ').trim();
}

const CLASS = 'docs-site-mark-';

/** The number of the mark that a class stands for. */
export function markOf(className: unknown): number | null {
  const names = Array.isArray(className) ? className : [];
  const found = names.find((name) => String(name).startsWith(CLASS));
  return found === undefined ? null : Number(String(found).slice(CLASS.length));
}

/** A code block that stands for a mark. Pandoc drops an empty one, so there is always something in it. */
export function asCode(mark: number, place: Place, indent: number, code: Line[]): Line[] {
  const lines = code.some(({ text }) => text !== '') ? code : [{ ...place, text: '.' }];
  return asDirective('code-block', mark, place, indent, lines);
}

/** A container that stands for a mark; its body is read as ordinary text. */
export function asContainer(mark: number, place: Place, indent: number, body: Line[]): Line[] {
  return asDirective('container', mark, place, indent, body.length > 0 ? body : [{ ...place, text: '..' }]);
}

function asDirective(name: string, mark: number, place: Place, indent: number, body: Line[]): Line[] {
  const blank = { ...place, text: '' };
  return [
    ...indented([{ ...place, text: `.. ${name}:: ${CLASS}${mark}` }], indent),
    blank,
    ...indented(body, indent + 3),
    blank,
  ];
}
