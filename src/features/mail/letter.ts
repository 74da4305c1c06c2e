/** What a letter of Foyer says; how it looks is the mail feature's. */
export type Letter = {
  subject: string;
  heading: string;
  /** Paragraphs of plain text. */
  lead: string[];
  /** Stands after `lead`: words with links, lists and emphasis, as safe HTML and as text. */
  body?: { html: string; text: string };
  action?: { label: string; href: string };
  /** Facts as pairs, such as "When" and "Sat 8 May 2027, 10:00". */
  facts?: { label: string; text: string }[];
  /** Said below the button, such as how long a link works. */
  after?: string[];
  /** Why this person gets it: "You get this because …". */
  reason: string;
  /** From whom, as the reader knows them: the event's or organizer's name. Default: Foyer. */
  brand?: string;
  /** Those of the event it is about. */
  colors?: { hue: number; brandColor: string | null };
  locale?: string;
};
