/** Edits in the record of who did what. */
import { sql } from 'kysely';
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import { getEventMoney } from '#features/events/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { storeText } from '#platform/i18n/stored-text.ts';
import type { Images } from '../edit.ts';
import type { RecordKind, Values } from './load-images.ts';

/** Beyond so many records the audit log says how many instead of what each was. */
const RECORDED_ONE_BY_ONE = 50;

/** Columns that say how far a record has come, and nothing of what it is. */
export const STAMPS = ['updated_at', 'sequence', 'version'];

const nameOf = ({ recordedAs, noun }: RecordKind): string => recordedAs ?? noun;
const hasSecretTitle = ({ secret, title }: RecordKind): boolean => secret?.includes(title) ?? false;

/** That an edit with that label was undone, and how many records that were. */
export async function recordUndo(
  ctx: Ctx,
  { organizerId, eventId }: EventScope,
  kind: RecordKind,
  { label, undone }: { label: string; undone: number },
): Promise<void> {
  await writeAuditEntry(ctx, {
    organizerId,
    eventId,
    action: `${nameOf(kind)}.undo`,
    subject: hasSecretTitle(kind) ? kind.plural : label,
    after: { undone },
  });
}

/** Columns that say nothing to people. */
const UNRECORDED = new Set([
  'id',
  'event_id',
  'number',
  'source_key',
  'guid',
  'uid',
  'code',
  'slug',
  'created_at',
  ...STAMPS,
]);

function recordedValues(image: Values): Values {
  return Object.fromEntries(
    Object.entries(image).filter(
      ([name, value]) => !UNRECORDED.has(name) && value !== null && value !== '' && JSON.stringify(value) !== '[]',
    ),
  );
}

/** What was done, one entry for each record, or one for all where they are many. */
export async function recordEdit(
  ctx: Ctx,
  scope: EventScope,
  kind: RecordKind,
  images: Images,
  label: string,
): Promise<void> {
  const { organizerId, eventId } = scope;
  const place = { organizerId, eventId };
  const noun = nameOf(kind);
  const count = images.created.length + images.changed.length + images.removed.length;
  if (count > RECORDED_ONE_BY_ONE) {
    const after = { created: images.created.length, changed: images.changed.length, deleted: images.removed.length };
    const subject = hasSecretTitle(kind) ? kind.plural : label;
    return writeAuditEntry(ctx, { ...place, action: `${noun}.edit-many`, subject, after });
  }
  const inWords = await describeNames(ctx, kind, kind.describe ? (await getEventMoney(ctx, scope)).currency : '', [
    ...images.created,
    ...images.removed,
    ...images.changed.flatMap(({ before, after }) => [before, after]),
  ]);
  const subject = (number: number, title: unknown): string =>
    hasSecretTitle(kind) ? `${kind.noun} ${number}` : `${kind.noun} ${number}: ${String(title)}`;
  for (const image of images.created)
    await writeAuditEntry(ctx, {
      ...place,
      action: `${noun}.create`,
      subject: subject(image.number, image[kind.title]),
      after: inWords(recordedValues(image)),
    });
  for (const { number, title, before, after } of images.changed)
    await writeAuditEntry(ctx, {
      ...place,
      action: `${noun}.update`,
      subject: subject(number, title),
      before: inWords(before),
      after: inWords(after, before),
    });
  for (const image of images.removed)
    await writeAuditEntry(ctx, {
      ...place,
      action: `${noun}.delete`,
      subject: subject(image.number, image[kind.title]),
      before: inWords(recordedValues(image)),
    });
}

/**
 * Makes words of what only the database understands: names of the records that are pointed at, and that there is a
 * file where one is. One statement for each table.
 */
async function describeNames(
  ctx: Ctx,
  { refs = {}, media = [], secret = [], describe = (values) => values }: RecordKind,
  currency: string,
  images: Values[],
): Promise<(values: Values, before?: Values) => Values> {
  const names = new Map<string, string>();
  for (const [column, { table }] of Object.entries(refs)) {
    const ids = [...new Set(images.flatMap((image) => image[column] ?? []))];
    if (ids.length === 0) continue;
    const found = await sql<{
      id: number;
      name: string;
    }>`select id, name from ${sql.table(table)} where id = any(${ids}::bigint[])`.execute(ctx.db);
    for (const { id, name } of found.rows) names.set(`${column} ${id}`, name);
  }
  const titleOf = (column: string, id: unknown): string =>
    names.get(`${column} ${String(id)}`) ?? storeText('audit.value.gone');
  const describeOne = (column: string, value: unknown, was: unknown): [string, unknown][] => {
    const ref = refs[column];
    if (ref)
      return [
        [
          ref.says,
          Array.isArray(value)
            ? value.map((id) => titleOf(column, id))
            : value === null
              ? null
              : titleOf(column, value),
        ],
      ];
    if (media.includes(column))
      return [
        [
          column.replace(/_id$/, ''),
          value === null ? null : storeText(was ? 'audit.value.anotherFile' : 'audit.value.file'),
        ],
      ];
    if (secret.includes(column)) return was === undefined ? [] : [[column, storeText('audit.value.another')]];
    return [[column, value]];
  };
  return (values, before) => {
    const words = Object.entries(values).flatMap(([column, value]) => describeOne(column, value, before?.[column]));
    return describe(Object.fromEntries(words), currency);
  };
}
