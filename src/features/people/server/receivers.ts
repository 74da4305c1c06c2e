/** How the people feature reacts: speakers hear when their event is off or on again, and come along into a copy. */
import { sql } from 'kysely';
import { addRowsToExport, withIsoInstants } from '#features/accounts/server/export-account.ts';
import { systemEventScope } from '#features/events/server/policy.ts';
import { eventCancelled, eventCopied, eventReinstated } from '#features/events/server/signals.ts';
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import { findMediaCopies } from '#features/media/server/queries.ts';
import { SPEAKER_FIELDS } from '#features/people/speaker.ts';
import type { Ctx } from '#platform/ctx.ts';
import { postMail } from '#platform/mailer.ts';
import { copyRow } from '#platform/records/copy-row.ts';
import { personalNames } from '#platform/records/field.ts';
import { cancellationLetter, reinstatementLetter, type LetterEvent } from './mails.ts';
import { listSpeakersToNotify } from './queries.ts';
import { writeSpeakers } from './write-speakers.ts';

eventCancelled.now('tell_speakers_cancelled', (ctx, { eventId }) =>
  sendEventNotice(ctx, eventId, 'event-cancelled', cancellationLetter),
);
eventReinstated.now('tell_speakers_reinstated', (ctx, { eventId }) =>
  sendEventNotice(ctx, eventId, 'event-reinstated', reinstatementLetter),
);

eventCopied.now('copy_speakers', async (ctx, copy) => {
  if (copy.parts.includes('sessions')) await copySpeakers(ctx, copy);
});

addRowsToExport('speakers', exportOwnSpeakers);

/** Copies them with their numbers; photos that came along are shown. */
async function copySpeakers(ctx: Ctx, copy: { fromEventId: number; toEventId: number }): Promise<void> {
  const rows = await ctx.db
    .selectFrom('speakers')
    .selectAll()
    .where('eventId', '=', copy.fromEventId)
    .orderBy('id')
    .execute();
  if (rows.length === 0) return;
  const media = await findMediaCopies(ctx, copy);
  const create = rows.map((row) => ({
    ...copyRow(row),
    sourceKey: '',
    links: row.links as never,
    photoId: media.get(row.photoId ?? 0) ?? null,
    updatedAt: new Date(ctx.now),
  }));
  await writeSpeakers(ctx, await systemEventScope(ctx, copy.toEventId), { create, update: [] });
}

/** What stands in columns of the same name; a photo is a file. */
const PERSONAL_COLUMNS = personalNames(SPEAKER_FIELDS).filter((name) => name !== 'photo');

/** What events keep of the speaker with that address. */
export async function exportOwnSpeakers(ctx: Ctx, email: string): Promise<object[]> {
  const rows = await ctx.db
    .selectFrom('speakers as s')
    .innerJoin('events as e', 'e.id', 's.eventId')
    .leftJoin('media as m', 'm.id', 's.photoId')
    .select(['e.name as event', ...PERSONAL_COLUMNS.map((name) => `s.${name}` as const), 's.updatedAt'])
    // An address elsewhere, or the name of a file.
    .select(sql<string | null>`coalesce(nullif(m.url, ''), m.file_name)`.as('photo'))
    .select(({ selectFrom }) =>
      selectFrom('sessionSpeakers as p')
        .innerJoin('sessions as x', 'x.id', 'p.sessionId')
        .whereRef('p.speakerId', '=', 's.id')
        .select(sql<string[]>`coalesce(array_agg(x.title order by x.id), '{}')`.as('titles'))
        .as('sessions'),
    )
    .where(sql<boolean>`lower(s.email) = lower(${email})`)
    .orderBy('s.id')
    .execute();
  return withIsoInstants(rows, 'updatedAt');
}

/** Posts one mail to every address among the speakers of accepted sessions, in the caller's transaction. */
async function sendEventNotice(
  ctx: Ctx,
  eventId: number,
  kind: string,
  write: (event: LetterEvent, speaker: string) => Letter,
): Promise<void> {
  const event = await ctx.db
    .selectFrom('events')
    .select(['slug', 'name', 'startsAt', 'timeZone', 'hue', 'brandColor', 'organizerId', 'cancellationNote as note'])
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow();
  for (const { name, email } of await listSpeakersToNotify(ctx, { eventId })) {
    await postMail(ctx, {
      to: email,
      kind,
      organizerId: event.organizerId,
      eventId,
      ...renderLetter(write(event, name)),
    });
  }
}
