/** What passes between the reader of a document and those of the two markups. */
import type { Root } from 'hast';
import type { Label, Toctree } from './page.ts';
import type { Report } from './report.ts';
import type { Pandoc } from './rst/pandoc.ts';
import type { Settings } from './settings.ts';

/** What the reader of a markup makes of a document. */
export type Reading = {
  tree: Root;
  title: string | null;
  order: number | null;
  orphan: boolean;
  labels?: Label[];
  toctrees?: Toctree[];
  /** Files that it takes in. */
  included?: Set<string>;
};

export type ReadContext = {
  settings: Settings;
  report: Report;
  pandoc: Pandoc;
  /** Reads what a document of one markup takes in of the other; `line` is where in its file it begins. */
  readPart: (
    markup: 'markdown' | 'rst',
    file: string,
    text: string,
    line: number,
    context: ReadContext,
  ) => Promise<Reading>;
  /** Names this part among those of its page. */
  part: { count: number };
  /** Addresses that the document around a part gives names to. */
  definitions: string;
};
