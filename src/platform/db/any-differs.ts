/** Telling a change from the same again. */
import { type RawBuilder, sql } from 'kysely';

/**
 * A condition that holds for rows in which at least one column of `values` is not yet so. Names as in `set`; absent
 * values count as equal.
 */
export function anyDiffers(values: object): RawBuilder<boolean> {
  const differences = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => sql`${sql.ref(name)} is distinct from ${value}`);
  return differences.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(differences, sql` or `)})`;
}
