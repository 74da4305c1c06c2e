/** Speakers as the public sees them. */
import type { Link } from '#platform/records/field.ts';
import type { SpeakerDetails } from './speaker.ts';
import type { Picture } from '#features/media/picture.ts';

export type SpeakerCard = {
  number: number;
  name: string;
  position: string;
  organisation: string;
  picture: Picture | null;
};

export type SpeakerView = SpeakerCard & SpeakerDetails & { links: Link[] };

/** `biographyHtml` is sanitised, and stands for both biographies. */
export type SpeakerDetail = Omit<SpeakerView, 'biography' | 'shortBiography'> & { biographyHtml: string };

/**
 * The first letter of a name as an index has it: without accents, upper case; '' for names that begin with no letter.
 */
export function initialOf(name: string): string {
  const [letter = ''] = name.trim().normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
  return /\p{L}/u.test(letter) ? letter : '';
}

export type SpeakerIndex<Speaker extends { name: string }> = { initial: string; speakers: Speaker[] }[];

/** Speakers by their initials, letters and names in the order of the language; names without a letter at the end. */
export function indexSpeakers<Speaker extends { name: string }>(
  speakers: readonly Speaker[],
  locale: string,
): SpeakerIndex<Speaker> {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const groups = Map.groupBy(
    speakers.toSorted((a, b) => compare(a.name, b.name)),
    ({ name }) => initialOf(name),
  );
  return [...groups]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || compare(a, b))
    .map(([initial, group]) => ({ initial, speakers: group }));
}

/** `Harbour pilot, Port of Sines`; '' when neither is known. */
export function roleLine({ position, organisation }: { position: string; organisation: string }): string {
  return [position.trim(), organisation.trim()].filter(Boolean).join(', ');
}
