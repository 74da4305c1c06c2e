/** What the lists of records show, for tests. */
import type { EventScope } from '#features/events/server/policy.ts';
import type { Noun } from '#features/records/nouns.ts';
import { listRecords } from '#features/records/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';

/** The texts of each record's form by its fields, in the order of the list; times in UTC, amounts in euros. */
export async function listEntries(ctx: Ctx, event: EventScope, noun: Noun): Promise<Record<string, string>[]> {
  const { rows } = await listRecords(ctx, event, noun, { timeZone: 'UTC', currency: 'EUR' }, {});
  return rows.map(({ entries }) => ({ ...entries }));
}
