/** Saying something in an event's own words, or in Foyer's again. */
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
 * Keeps the words, already checked; what is empty or reads as Foyer's is left to Foyer, also when that changes.
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
    const foyer = defaultWords(kind, locale);
    const words = {
      subject: given.subject === foyer.subject ? '' : given.subject,
      body: given.body === foyer.body ? '' : given.body,
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

/** What the event says of that kind in that language: in its own words, where it has some, and in Foyer's. */
export async function getWords(
  ctx: Ctx,
  { eventId }: EventScope,
  kind: NoticeKind,
  locale: Locale,
): Promise<{ words: Words; isOwn: boolean }> {
  const [own, foyer] = [await loadWords(ctx, eventId, kind, locale), defaultWords(kind, locale)];
  return {
    words: { subject: own.subject || foyer.subject, body: own.body || foyer.body },
    isOwn: own.subject !== '' || own.body !== '',
  };
}

/** What Foyer says of that kind, with names in brackets. */
export function defaultWords(kind: NoticeKind, locale: Locale): Words {
  const t = translator(locale);
  return { subject: t(`notice.${kind}.subject`), body: t(`notice.${kind}.body`) };
}
