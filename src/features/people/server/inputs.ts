/** What may be said of a speaker. */
export type SpeakerValues = {
  name: string;
  email: string;
  mobile: string;
  organisation: string;
  position: string;
  country: string;
  shortBiography: string;
  biography: string;
  website: string;
  featured: boolean;
  /** A picture of the event's files. */
  photoId: number | null;
};
