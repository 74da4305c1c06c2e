/** What a form gets back that could not be taken as it was. */
import type { EditConflict, Entries } from '../merge-edit.ts';

export type FormState = {
  /** What was typed, by field; nothing of it is lost. */
  entries: Entries;
  /** What is wrong, by field. */
  problems: Record<string, string>;
  /** What is wrong with the whole; '' where the fields say it all. */
  message: string;
  /**
   * What the use case calls the reason, where it refused the whole: pages that speak several languages have words for
   * it.
   */
  code?: string;
  /** What somebody else changed meanwhile, differently. */
  conflicts: EditConflict[];
  /** What is stored now: the next try starts from there. Absent: as the page says. */
  base?: Entries;
};
