/** Speakers as the public sees them. */
import type { Picture } from '#features/media/picture.ts';

export type SpeakerCard = {
  number: number;
  name: string;
  position: string;
  organisation: string;
  picture: Picture | null;
};

export type SpeakerDetail = SpeakerCard & {
  /** Sanitised HTML. */
  biographyHtml: string;
  country: string;
  website: string;
  links: { title: string; url: string }[];
};

/** `Harbour pilot, Port of Sines`; '' when neither is known. */
export function roleLine({ position, organisation }: { position: string; organisation: string }): string {
  return [position.trim(), organisation.trim()].filter(Boolean).join(', ');
}
