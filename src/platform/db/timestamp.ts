/** Instants as the database compares them. */
import { type RawBuilder, sql } from 'kysely';
import type { Instant } from '../time.ts';

/** An instant as a `timestamptz` value in a condition. */
export function timestamp(at: Instant): RawBuilder<number> {
  return sql<number>`${new Date(at)}::timestamptz`;
}
