/** Letters to an organizer's owners about where its card payments go. */
import { renderLetter } from '#features/mail/server/render-letter.ts';
import { knownLocale, translator } from '#platform/i18n/translate.ts';

type Written = ReturnType<typeof renderLetter>;
export type Facts = {
  organizer: string;
  /** As people know it: its name at Stripe and its id. */
  account: string;
  /** Who did it; '' where Stripe reported it. */
  by: string;
  href: string;
  /** Names of events that took card payments with it. */
  events: string[];
};

/** So that nobody turns the money elsewhere without the owners knowing. */
export function writeConnectedLetter({ organizer, account, by, href }: Facts, locale: string): Written {
  const t = translator(locale);
  return renderLetter({
    subject: t('stripe.mail.connected.subject', { account }),
    heading: t('stripe.mail.connected.heading'),
    lead: [t('stripe.mail.connected.lead', { by, organizer })],
    facts: [{ label: t('stripe.mail.account'), text: account }],
    action: { label: t('stripe.mail.action'), href },
    reason: t('stripe.mail.connected.reason', { organizer }),
    brand: organizer,
    locale: knownLocale(locale),
  });
}

/** The other way round; `by` is '' where the permission was taken back at Stripe. */
export function writeDisconnectedLetter({ organizer, account, by, href, events }: Facts, locale: string): Written {
  const t = translator(locale);
  const names = new Intl.ListFormat(knownLocale(locale), { type: 'unit' }).format(events);
  return renderLetter({
    subject: t('stripe.mail.disconnected.subject', { account }),
    heading: t('stripe.mail.disconnected.heading'),
    lead: [
      by
        ? t('stripe.mail.disconnected.lead', { by, organizer })
        : t('stripe.mail.disconnected.leadAtStripe', { organizer }),
    ],
    facts: [
      { label: t('stripe.mail.account'), text: account },
      ...(events.length > 0 ? [{ label: t('stripe.mail.events'), text: names }] : []),
    ],
    action: { label: t('stripe.mail.action'), href },
    reason: t('stripe.mail.disconnected.reason', { organizer }),
    brand: organizer,
    locale: knownLocale(locale),
  });
}
