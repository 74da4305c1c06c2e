/** What speakers are written about their event. */
import type { Letter } from '#features/mail/letter.ts';
import { translator } from '#platform/i18n/translate.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';

/** Which language a speaker reads is not known. */
const t = translator('en');

export type LetterEvent = {
  slug: string;
  name: string;
  startsAt: Instant;
  timeZone: string;
  hue: number;
  brandColor: string | null;
  note: string;
};

/** That the event is off. */
export function cancellationLetter(event: LetterEvent, speaker: string): Letter {
  return {
    ...frame(event),
    subject: t('speakerMail.cancelled.subject', { event: event.name }),
    heading: t('speakerMail.cancelled.heading', { event: event.name }),
    lead: [
      t('speakerMail.dear', { name: speaker }),
      t('speakerMail.cancelled.lead', { event: event.name }),
      ...(event.note ? [event.note] : []),
    ],
  };
}

/** That it is on after all. */
export function reinstatementLetter(event: LetterEvent, speaker: string): Letter {
  return {
    ...frame(event),
    subject: t('speakerMail.reinstated.subject', { event: event.name }),
    heading: t('speakerMail.reinstated.heading', { event: event.name }),
    lead: [t('speakerMail.dear', { name: speaker }), t('speakerMail.reinstated.lead', { event: event.name })],
  };
}

function frame({
  slug,
  name,
  startsAt,
  timeZone,
  hue,
  brandColor,
}: LetterEvent): Pick<Letter, 'action' | 'facts' | 'reason' | 'brand' | 'colors'> {
  const when = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(startsAt);
  return {
    action: { label: t('speakerMail.see'), href: `${getRuntime().config.url}/e/${slug}` },
    facts: [{ label: t('speakerMail.when'), text: `${when} (${timeZone})` }],
    reason: t('speakerMail.reason', { event: name }),
    brand: name,
    colors: { hue, brandColor },
  };
}
