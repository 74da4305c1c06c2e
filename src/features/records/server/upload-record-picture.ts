/** The picture of a record: a speaker's photo, a sponsor's logo. */
import { sql } from 'kysely';
import type { EventScope } from '#features/events/server/policy.ts';
import { discardReplaced } from '#features/media/server/discard-media.ts';
import { uploadPicture } from '#features/media/server/upload-picture.ts';
import type { Ctx } from '#platform/ctx.ts';
import { NotFound } from '#platform/errors.ts';
import { columnOf } from '#platform/records/field.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { transact } from '#platform/transact.ts';
import { NOUN_FACTS, type Noun } from '../nouns.ts';
import { updateRecords } from './update-records.ts';

/**
 * Takes a picture and lets the one before go, so that this is no edit to undo.
 * @throws as uploadPicture; NotFound, also for a noun without pictures; Forbidden
 */
export async function uploadRecordPicture(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  input: { number: number; bytes: Uint8Array; fileName: string; storage: Storage },
): Promise<void> {
  const { number, ...file } = input;
  await uploadPicture(ctx, {
    owner: { kind: 'event', scope },
    ...file,
    use: (ctx, mediaId) => replacePicture(ctx, scope, noun, number, mediaId),
  });
}

/** Takes the picture away; nothing happens where there is none. @throws NotFound, Forbidden */
export async function removeRecordPicture(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  input: { number: number },
): Promise<void> {
  await transact(ctx, async (ctx) =>
    discardReplaced(ctx, { eventId: scope.eventId }, await replacePicture(ctx, scope, noun, input.number, null)),
  );
}

/** The file that stood there before. */
async function replacePicture(
  ctx: Ctx,
  scope: EventScope,
  noun: Noun,
  number: number,
  mediaId: number | null,
): Promise<number | null> {
  const { one, picture } = NOUN_FACTS[noun];
  if (!picture) throw new NotFound('not_found.no_picture');
  const found = await sql<{ before: number | null }>`
    select ${sql.id(columnOf(picture.column))} as before from ${sql.table(noun)} where event_id = ${scope.eventId} and number = ${number} for update`.execute(
    ctx.db,
  );
  const [record] = found.rows;
  if (!record) throw new NotFound(`not_found.${one.replace(' ', '_')}`, { number });
  const values = { [picture.column]: mediaId };
  await updateRecords(ctx, scope, noun, { change: [{ number, values }] });
  return record.before;
}
