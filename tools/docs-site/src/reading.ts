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
};

export type ReadContext = { settings: Settings; report: Report; pandoc: Pandoc };
