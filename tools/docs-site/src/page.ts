/** A document after it was read and before it is drawn. */
import type { Element, ElementData, Root } from 'hast';
import type { Place } from './report.ts';

declare module 'hast' {
  interface ElementData {
    /** Where an element comes from, when that is another file than its page or a line that its syntax does not tell. */
    place?: Place;
    /** The file that its addresses count from, when that is another file than its page. */
    base?: string;
    /** A list of pages that is filled in when all pages are known. */
    toctree?: Toctree;
    /** What a role of reStructuredText asks for: `ref`, `doc`, `term`, `download` ... */
    role?: { name: string; target: string; text: string | null };
  }
}

export type Heading = { depth: number; id: string; text: string };

/** A list of pages, as Sphinx writes it. */
export type Toctree = Place & {
  caption: string | null;
  hidden: boolean;
  glob: boolean;
  reversed: boolean;
  depth: number;
  entries: ToctreeEntry[];
};
export type ToctreeEntry = Place & { target: string; title: string | null };

/** A name by which any page can link to a place in this one. */
export type Label = Place & { name: string; anchor: string; title: string | null };

export type Page = {
  /** Path of the document from the root: `docs/guide/x.md`. */
  source: string;
  /** Path of its page in the site: `docs/guide/x.html`. */
  output: string;
  title: string;
  tree: Root;
  headings: Heading[];
  /** All that a link with a fragment can lead to. */
  anchors: Set<string>;
  labels: Label[];
  /** Words of a glossary and their anchors. */
  terms: Map<string, string>;
  toctrees: Toctree[];
  /** Place among its neighbours, where the document says one. */
  order: number | null;
  /** Whether it says that nothing needs to link to it. */
  orphan: boolean;
  /** Files that it takes in. */
  included: Set<string>;
  /** Whether other documents take it in and nothing leads to it: no list of pages has it, and no search. */
  part: boolean;
};

/** Where an element stands in its document. */
export function placeOf(page: { source: string }, element: Element): Place {
  return element.data?.place ?? { file: page.source, line: element.position?.start.line ?? 1 };
}

/** Adds to what is known of an element. */
export function noteData(element: Element, data: Pick<ElementData, 'place' | 'base' | 'role' | 'toctree'>): void {
  element.data = { ...element.data, ...data } as ElementData;
}

/** `docs/guide/README.md` is the page of its folder: `docs/guide/index.html`. */
export function outputOf(source: string, isIndex: boolean): string {
  const folder = source.slice(0, source.lastIndexOf('/') + 1);
  return isIndex ? `${folder}index.html` : source.replace(/\.[^./]+$/, '.html');
}

/** The address of `to` as a link on the page `from`: relative, so that it works from any folder and from a disk. */
export function linkBetween(from: string, to: string): string {
  const [start, end] = [from.split('/').slice(0, -1), to.split('/')];
  let shared = 0;
  while (shared < start.length && shared < end.length - 1 && start[shared] === end[shared]) shared += 1;
  return [...start.slice(shared).map(() => '..'), ...end.slice(shared).map(encodeURIComponent)].join('/');
}
