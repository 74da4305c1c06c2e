/**
 * What an edit is: one step in which records of an event were added, changed or removed, and which can be undone for a
 * while.
 */
import type { Instant } from '#platform/time.ts';

/** For how long an edit can be undone. */
export const UNDO_MINUTES = 30;

/** Whether it was not undone yet, and is no longer ago than UNDO_MINUTES. */
export function canStillUndo(edit: { createdAt: Instant; undone: boolean }, now: Instant): boolean {
  return !edit.undone && now - edit.createdAt <= UNDO_MINUTES * 60_000;
}

/** `Hall 1`, or `3 rooms`. */
export function nameRecords(names: readonly string[], kind: { noun: string; plural: string }): string {
  return names.length === 1 ? (names[0] as string) : `${names.length} ${kind.plural}`;
}

/** A row as the database has it: columns by their names there. */
export type Image = Record<string, unknown> & { id: number; number: number };

/** What is kept of an edit. */
export type Images = {
  created: Image[];
  changed: {
    id: number;
    number: number;
    title: string;
    before: Record<string, unknown>;
    after: Record<string, unknown>;
  }[];
  removed: Image[];
  /** Rows of other tables that went with what was removed. */
  went: { table: string; rows: Record<string, unknown>[] }[];
  /** Records that referred to what was removed, and do no longer. */
  letGo: { table: string; column: string; id: number; from: number[] }[];
};
