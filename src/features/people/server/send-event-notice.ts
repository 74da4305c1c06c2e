/** Telling speakers what becomes of their event. */
import type { Letter } from '#features/mail/letter.ts';
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { Ctx } from '#platform/ctx.ts';
import { postMail } from '#platform/mailer.ts';
import type { ToldEvent } from './mails.ts';
import { listSpeakersToTell } from './queries.ts';

/** Posts one mail to every address among the speakers of accepted sessions, in the caller's transaction. */
export async function sendEventNotice(
  ctx: Ctx,
  eventId: number,
  kind: string,
  write: (event: ToldEvent, speaker: string) => Letter,
): Promise<void> {
  const event = await ctx.db
    .selectFrom('events')
    .select(['slug', 'name', 'startsAt', 'timeZone', 'hue', 'organizerId', 'cancellationNote as note'])
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow();
  for (const { name, email } of await listSpeakersToTell(ctx, { eventId })) {
    await postMail(ctx, {
      to: email,
      kind,
      organizerId: event.organizerId,
      eventId,
      ...renderLetter(write(event, name)),
    });
  }
}
