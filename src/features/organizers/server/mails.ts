/** The letters of teams. */
import type { Letter } from '#features/mail/letter.ts';
import { type Locale, translator } from '#platform/i18n/translate.ts';
import { nameInMail } from '#platform/mail/name-in-mail.ts';
import type { Instant } from '#platform/time.ts';
import type { OrganizerRole } from '../organizer.ts';

export type InvitationFacts = {
  organizer: string;
  inviter: string;
  role: OrganizerRole;
  events: string[] | null;
  href: string;
  expiresAt: Instant;
  locale: Locale;
};

/** Asks somebody into a team; `events` are the names of those it is for, null for all. */
export function invitationLetter({
  organizer,
  inviter: typed,
  role,
  events,
  href,
  expiresAt,
  locale,
}: InvitationFacts): Letter {
  const t = translator(locale);
  const inviter = nameInMail(typed, organizer);
  return {
    subject: t('invitation.mailSubject', { inviter, organizer }),
    heading: t('invitation.mailHeading', { organizer }),
    lead: [t('invitation.mailLead', { inviter, organizer })],
    facts: [
      { label: t('invitation.role'), text: `${t(`roles.${role}`)}: ${t(`roleMeanings.${role}`)}` },
      { label: t('invitation.events'), text: events ? events.join(', ') : t('invitation.allEvents') },
    ],
    action: { label: t('invitation.mailAction'), href },
    after: [t('invitation.mailUntil', { when: momentInWords(expiresAt, locale) })],
    reason: t('invitation.mailReason', { organizer }),
    brand: organizer,
    locale,
  };
}

/** A moment in UTC, since nobody knows where the reader is. */
function momentInWords(at: Instant, locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
    calendar: 'gregory',
  });
  return `${format.format(at)} UTC`;
}
