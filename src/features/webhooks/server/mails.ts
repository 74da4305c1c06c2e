/** Letters to an organizer's owners about endpoints that were switched off. */
import { renderLetter } from '#features/mail/server/render-letter.ts';
import { listOwners } from '#features/organizers/server/queries.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale, translator } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { OffWhy } from '../webhook.ts';

type Off = { organizerId: number; url: string; why: OffWhy };

/** One letter to each owner, in their language, in the caller's transaction. */
export async function postOffNotes(ctx: Ctx, { organizerId, url, why }: Off): Promise<void> {
  for (const { email, locale, organizer } of await listOwners(ctx, organizerId)) {
    const t = translator(locale);
    const letter = renderLetter({
      subject: t('webhookMail.off.subject', { organizer }),
      heading: t('webhookMail.off.heading'),
      lead: [t(why === 'gone' ? 'webhookMail.off.gone' : 'webhookMail.off.failing'), t('webhookMail.off.next')],
      // Its path may hold what lets its reader in.
      facts: [{ label: t('webhookMail.off.host'), text: new URL(url).host }],
      action: { label: t('webhookMail.off.action'), href: `${getRuntime().config.url}/api/docs` },
      reason: t('webhookMail.off.reason', { organizer }),
      brand: organizer,
      locale: knownLocale(locale),
    });
    await postMail(ctx, { to: email, kind: 'webhook-off', organizerId, senderName: organizer, ...letter });
  }
}
