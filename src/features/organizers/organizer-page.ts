/** An organizer as the public sees it. */
import type { Picture } from '#features/media/picture.ts';

export type OrganizerFace = {
  slug: string;
  name: string;
  /** Sanitised HTML. */
  descriptionHtml: string;
  links: { title: string; url: string }[];
  logo: Picture | null;
};
