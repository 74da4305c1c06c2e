/**
 * What kind of event it is, and what it is about: the lists of the Open Event server, among which organisers choose and
 * visitors filter. Events keep the name of the list, as exchange files do; an import may bring any other, which is
 * shown as it came.
 */
import type { Translate } from '#platform/i18n/text.ts';

/**
 * One entry: `key` in addresses and in the catalogue (`eventTypes.<key>`, `eventTopics.<key>`), `name` in the database
 * and in files.
 */
export type EventChoice = { readonly key: string; readonly name: string };

export const EVENT_TYPES = [
  { key: 'signing', name: 'Appearance or Signing' },
  { key: 'attraction', name: 'Attraction' },
  { key: 'camp', name: 'Camp, Treat & Retreat' },
  { key: 'workshop', name: 'Class, Training, or Workshop' },
  { key: 'concert', name: 'Concert or Performance' },
  { key: 'conference', name: 'Conference' },
  { key: 'convention', name: 'Convention' },
  { key: 'dinner', name: 'Dinner or Gala' },
  { key: 'festival', name: 'Festival or Fair' },
  { key: 'game', name: 'Game or Competition' },
  { key: 'meeting', name: 'Meeting or Networking Event' },
  { key: 'party', name: 'Party or Social Gathering' },
  { key: 'race', name: 'Race or Endurance Event' },
  { key: 'rally', name: 'Rally' },
  { key: 'screening', name: 'Screening' },
  { key: 'talk', name: 'Seminar or Talk' },
  { key: 'tour', name: 'Tour' },
  { key: 'tournament', name: 'Tournament' },
  { key: 'other', name: 'Other' },
] as const satisfies readonly EventChoice[];

export const EVENT_TOPICS = [
  { key: 'vehicles', name: 'Auto, Boat & Air' },
  { key: 'business', name: 'Business & Professional' },
  { key: 'charity', name: 'Charity & Causes' },
  { key: 'culture', name: 'Community & Culture' },
  { key: 'education', name: 'Family & Education' },
  { key: 'film', name: 'Film, Media & Entertainment' },
  { key: 'food', name: 'Food & Drink' },
  { key: 'politics', name: 'Government & Politics' },
  { key: 'health', name: 'Health & Wellness' },
  { key: 'hobbies', name: 'Hobbies & Special Interest' },
  { key: 'home', name: 'Home & Lifestyle' },
  { key: 'music', name: 'Music' },
  { key: 'arts', name: 'Performing & Visual Arts' },
  { key: 'religion', name: 'Religion & Spirituality' },
  { key: 'science', name: 'Science & Technology' },
  { key: 'holiday', name: 'Seasonal & Holiday' },
  { key: 'sports', name: 'Sports & Fitness' },
  { key: 'travel', name: 'Travel & Outdoor' },
  { key: 'other', name: 'Other' },
] as const satisfies readonly EventChoice[];

/** The entry that an event's text names, whatever its case; null for a text of its own, and for none. */
export function findEventChoice<C extends EventChoice>(choices: readonly C[], text: string): C | null {
  const wanted = text.trim().toLowerCase();
  return choices.find((choice) => choice.name.toLowerCase() === wanted) ?? null;
}

/** The entry with that key; null for any other text. */
export function eventChoiceOf<C extends EventChoice>(choices: readonly C[], key: string): C | null {
  return choices.find((choice) => choice.key === key) ?? null;
}

/** An event's type in the reader's words (`translate` is the page's translator); a text of its own as it is. */
export function typeLabel(translate: Translate, text: string): string {
  const choice = findEventChoice(EVENT_TYPES, text);
  return choice ? translate(`eventTypes.${choice.key}`) : text.trim();
}

/** An event's topic in the reader's words; a text of its own as it is. */
export function topicLabel(translate: Translate, text: string): string {
  const choice = findEventChoice(EVENT_TOPICS, text);
  return choice ? translate(`eventTopics.${choice.key}`) : text.trim();
}
