/** An import by hand: the file is read, its effect is shown, then somebody decides. */
import type { Remark } from './conference.ts';
import type { ImportPlan } from './plan-import.ts';

export const IMPORT_STATES = ['previewed', 'running', 'done', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const IMPORT_KINDS = ['event', 'tracks', 'rooms', 'sessionTypes', 'speakers', 'sessions', 'sponsors'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

/** Up to so many remarks of each sort are kept for showing; the count is kept in full. */
export const REMARKS_SHOWN = 200;

/** What the page shows of a preview or a finished import. */
export type ImportSummary = {
  name: string;
  format: string;
  /** The slug of the event that it changes, '' for a new one. */
  slug: string;
  kinds: { kind: ImportKind; created: number; updated: number }[];
  withdrawn: number;
  /** Sessions that take place before the import, where it withdraws so many that somebody has to agree. */
  withdrawnOf?: number;
  repaired: Remark[];
  skipped: Remark[];
  repairedCount: number;
  skippedCount: number;
};

/** How many of each kind a plan creates and changes; kinds that it leaves alone are left out. */
export function countKinds(plan: ImportPlan): ImportSummary['kinds'] {
  return IMPORT_KINDS.map((kind) => {
    if (kind === 'event')
      return { kind, created: plan.event.kind === 'create' ? 1 : 0, updated: plan.event.kind === 'update' ? 1 : 0 };
    const changes: { kind: string }[] = plan[kind];
    return {
      kind,
      created: changes.filter((c) => c.kind === 'create').length,
      updated: changes.filter((c) => c.kind === 'update').length,
    };
  }).filter(({ created, updated }) => created + updated > 0);
}
