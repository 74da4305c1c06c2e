/** Bank statements, whatever they are written in. */
import type { Credit } from '../../statement.ts';
import type { Reason } from '#platform/i18n/problem.ts';

/**
 * `skipped`: how many lines are no money that came in. `unread`: of what may be money that came in and could not be
 * read, where it stands and what is wrong with it.
 */
export type ReadStatement = { credits: Credit[]; skipped: number; unread: Reason[] };

/** A credit, nothing where the line is no money that came in, or what is wrong with it. */
export type ReadLine = Credit[] | { unread: Reason };

export function sumUp(lines: readonly ReadLine[]): ReadStatement {
  const credits = lines.flatMap((line) => ('unread' in line ? [] : line));
  const unread = lines.flatMap((line) => ('unread' in line ? line.unread : []));
  return { credits, skipped: lines.filter((line) => !('unread' in line) && line.length === 0).length, unread };
}
