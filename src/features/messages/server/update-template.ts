/** Saying something in an event's own words, or in the house's again. */
import { writeAuditEntry } from '#features/audit/server/write-audit-entry.ts';
import { lockEvent } from '#features/events/server/lock-event.ts';
import type { EventScope } from '#features/events/server/policy.ts';
import type { Ctx } from '#platform/ctx.ts';
import { type Locale, translator } from '#platform/i18n/translate.ts';
import { transact } from '#platform/transact.ts';
import type { Words } from '../message.ts';
import type { NoticeKind } from '../notice.ts';
import { loadWords } from './render-notice.ts';

/**
 * Keeps the words, already checked; what is empty or reads as the house's is left to the house, also when that changes.
 * Saving what is already so writes nothing. Mails that are in the outbox stay as they are.
 */
export async function updateTemplate(
  ctx: Ctx,
  scope: EventScope,
  { kind, locale, ...given }: { kind: NoticeKind; locale: Locale } & Words,
): Promise<void> {
  await transact(ctx, async (ctx) => {
    const { organizerId, eventId } = scope;
    await lockEvent(ctx, scope);
    const house = houseWords(kind, locale);
    const words = {
      subject: given.subject === house.subject ? '' : given.subject,
      body: given.body === house.body ? '' : given.body,
    };
    const before = await loadWords(ctx, eventId, kind, locale);
    if (before.subject === words.subject && before.body === words.body) return;
    const row = { eventId, kind, locale, ...words, updatedAt: new Date(ctx.now) };
    if (words.subject === '' && words.body === '')
      await ctx.db
        .deleteFrom('messageTemplates')
        .where('eventId', '=', eventId)
        .where('kind', '=', kind)
        .where('locale', '=', locale)
        .execute();
    else
      await ctx.db
        .insertInto('messageTemplates')
        .values(row)
        .onConflict((same) => same.columns(['eventId', 'kind', 'locale']).doUpdateSet(row))
        .execute();
    await writeAuditEntry(ctx, {
      organizerId,
      eventId,
      action: 'template.update',
      subject: `the words of ${kind} (${locale})`,
      before,
      after: words,
    });
  });
}

/** What the event says of that kind in that language: in its own words, where it has some, and in the house's. */
export async function getWords(
  ctx: Ctx,
  { eventId }: EventScope,
  kind: NoticeKind,
  locale: Locale,
): Promise<{ words: Words; isOwn: boolean }> {
  const [own, house] = [await loadWords(ctx, eventId, kind, locale), houseWords(kind, locale)];
  return {
    words: { subject: own.subject || house.subject, body: own.body || house.body },
    isOwn: own.subject !== '' || own.body !== '',
  };
}

/** What the house says of that kind, with names in brackets. */
export function houseWords(kind: NoticeKind, locale: Locale): Words {
  const t = translator(locale);
  return { subject: t(`notice.${kind}.subject`), body: t(`notice.${kind}.body`) };
}
