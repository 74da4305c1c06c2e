/** Letters to an organizer's owners about endpoints that were switched off. */
import { renderLetter } from '#features/mail/server/render-letter.ts';
import type { Ctx } from '#platform/ctx.ts';
import { knownLocale, translator } from '#platform/i18n/translate.ts';
import { postMail } from '#platform/mailer.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { OffWhy } from '../webhook.ts';

type Off = { organizerId: number; url: string; why: OffWhy };

/** One letter to each owner, in their language, in the caller's transaction. */
export async function postOffNotes(ctx: Ctx, { organizerId, url, why }: Off): Promise<void> {
  const owners = await ctx.db
    .selectFrom('organizerMembers as m')
    .innerJoin('users', 'users.id', 'm.userId')
    .innerJoin('organizers as o', 'o.id', 'm.organizerId')
    .select(['users.email', 'users.locale', 'o.name as organizer', 'o.slug'])
    .where('m.organizerId', '=', organizerId)
    .where('m.role', '=', 'owner')
    .orderBy('users.id')
    .execute();
  for (const { email, locale, organizer, slug } of owners) {
    const t = translator(locale);
    const letter = renderLetter({
      subject: t('webhookMail.off.subject', { organizer }),
      heading: t('webhookMail.off.heading'),
      lead: [t(why === 'gone' ? 'webhookMail.off.gone' : 'webhookMail.off.failing'), t('webhookMail.off.next')],
      // Its path may hold what lets its reader in.
      facts: [{ label: t('webhookMail.off.host'), text: new URL(url).host }],
      action: { label: t('webhookMail.off.action'), href: `${getRuntime().config.url}/manage/${slug}/webhooks` },
      reason: t('webhookMail.off.reason', { organizer }),
      brand: organizer,
      locale: knownLocale(locale),
    });
    await postMail(ctx, { to: email, kind: 'webhook-off', organizerId, senderName: organizer, ...letter });
  }
}
