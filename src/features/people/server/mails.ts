/** What speakers are written about their event. */
import type { Letter } from '#features/mail/letter.ts';
import { getRuntime } from '#platform/runtime.ts';
import type { Instant } from '#platform/time.ts';

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
    subject: `Cancelled: ${event.name}`,
    heading: `${event.name} will not take place`,
    lead: [
      `Dear ${speaker},`,
      `${event.name}, where you were going to speak, has been cancelled.`,
      ...(event.note ? [event.note] : []),
    ],
  };
}

/** That it is on after all. */
export function reinstatementLetter(event: LetterEvent, speaker: string): Letter {
  return {
    ...frame(event),
    subject: `Back on: ${event.name}`,
    heading: `${event.name} will take place after all`,
    lead: [
      `Dear ${speaker},`,
      `We told you that ${event.name} was cancelled. The organisers have changed their minds: it will take place as planned.`,
    ],
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
    action: { label: 'See the event', href: `${getRuntime().config.url}/e/${slug}` },
    facts: [{ label: 'When', text: `${when} (${timeZone})` }],
    reason: `You are receiving this email because you are announced as a speaker of ${name}.`,
    brand: name,
    colors: { hue, brandColor },
  };
}
