/** What is written to many at once: to whom, and how far it is. */
import type { Translate } from '#platform/i18n/text.ts';

export const MESSAGE_STATES = ['scheduled', 'sending', 'sent', 'stopped'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** Each buyer once, or each person who comes once; those whose address nobody said are reached through their buyer. */
export const AUDIENCES = ['attendees', 'buyers'] as const;

/**
 * `types`: the numbers of ticket types, none for all. `standing`: whose tickets let in, who is still to pay, or both.
 */
export const STANDINGS = ['valid', 'pending', 'any'] as const;

export type Audience = { who: (typeof AUDIENCES)[number]; types: number[]; standing: (typeof STANDINGS)[number] };

/** Everybody who comes, for what concerns all of them. */
export const EVERYBODY: Audience = { who: 'attendees', types: [], standing: 'valid' };
/** And those who were about to. */
export const EVERYBODY_AND_PENDING: Audience = { who: 'attendees', types: [], standing: 'any' };

/** Subject and body in one language. */
export type Words = { subject: string; body: string };
export type WordsByLocale = Partial<Record<string, Words>>;

/**
 * The words for a reader of `locale`: in their language where there are any, else in English, else in whatever there
 * is.
 */
export function wordsFor(words: WordsByLocale, locale: string): Words | undefined {
  return words[locale] ?? words.en ?? Object.values(words).find((one) => one !== undefined);
}

/** The subject by which the team knows a message; '' where its words are a template's. */
export function subjectOf(words: WordsByLocale): string {
  return wordsFor(words, 'en')?.subject ?? '';
}

/** Whom a message goes to, as a label. `names` are those of the ticket types by number. */
export function describeAudience(
  { who, types, standing: orders }: Audience,
  names: ReadonlyMap<number, string>,
  { t, locale }: { t: Translate; locale: string },
): string {
  const listed = types.map((number) => names.get(number) ?? t('messages.audience.type', { number }));
  if (listed.length === 0) return t(`messages.audience.${who}.${orders}`);
  return t(`messages.audience.${who}.${orders}With`, {
    types: new Intl.ListFormat(locale, { type: 'disjunction' }).format(listed),
  });
}
