/** Records of an event as a table that can be changed and brought in again. */
import { writeTable } from '#features/exchange/server/formats/write-table.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { columnOf } from '#platform/records/field.ts';
import { NOUN_FACTS, type Noun } from '../nouns.ts';
import { writeCell } from '../plan-table.ts';
import { listRecords, loadChoices, type RecordRow, type RecordQuery } from './queries.ts';

/** All that the query finds, on one page. Times are in the event's zone. */
export async function exportTable(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  place: { timeZone: string; currency: string },
  query: Omit<RecordQuery, 'page'>,
): Promise<string> {
  const choices = await loadChoices(ctx, scope, noun);
  const { rows } = await listRecords(ctx, scope, noun, place, query);
  return writeTable(rows, [
    ['number', (row: RecordRow) => row.number],
    ...NOUN_FACTS[noun].fields.map((field): [string, (row: RecordRow) => string] => [
      columnOf(field.name),
      (row) => doubleApostrophe(writeCell(field, row.entries[field.name] ?? '', choices)),
    ]),
  ]);
}

/** An apostrophe that somebody wrote before a sign is not the one that keeps a formula from running. */
function doubleApostrophe(text: string): string {
  return /^'+[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
}
