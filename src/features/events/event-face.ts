/** What an event shows of itself wherever it appears: in its header, in lists, in pictures. */
import type { EventChoice } from '#features/events/event-types.ts';
import type { EventState } from '#features/events/event.ts';
import type { Picture } from '#features/media/picture.ts';
import type { Right } from '#features/organizers/organizer.ts';
import type { Instant } from '#platform/time.ts';

export type EventFace = {
  slug: string;
  name: string;
  /** 0 to 359. */
  hue: number;
  /** `#rrggbb`; null where only the hue was chosen. */
  brandColor: string | null;
  startsAt: Instant;
  endsAt: Instant;
  /** IANA name. */
  timeZone: string;
  locationName: string;
  city: string;
  state: EventState;
  picture: Picture | null;
  logo: Picture | null;
};

/** What the organiser's pages say of an event wherever one is. */
export type ManagedEventFace = {
  slug: string;
  name: string;
  state: EventState;
  /** 0 to 359. */
  hue: number;
  /** `#rrggbb`; null where only the hue was chosen. */
  brandColor: string | null;
  /** IANA name. */
  timeZone: string;
  currency: string;
  /** How many there are of everything that has a page of its own. */
  counts: Record<'sessions' | 'speakers' | 'rooms' | 'tracks' | 'sponsors' | 'tickets' | 'orders', number>;
  rights: Right[];
};

export type NavLink = { href: string; label: string; current: boolean };
export type ActionLink = { href: string; label: string };

/** `The Old Granary, Porto`; a city that the place already names is not said twice; '' when neither is known. */
export function placeLine({ locationName, city }: { locationName: string; city: string }): string {
  const [place, town] = [locationName.trim(), city.trim()];
  if (!town || place.toLowerCase().includes(town.toLowerCase())) return place;
  return place ? `${place}, ${town}` : town;
}

/**
 * Where OpenStreetMap shows a place: at its coordinates, else what it finds for `words`; null where neither is known.
 */
export function mapHref(latitude: number | null, longitude: number | null, words = ''): string | null {
  if (latitude === null || longitude === null)
    return words ? `https://www.openstreetmap.org/search?query=${encodeURIComponent(words)}` : null;
  const [lat, lon] = [latitude.toFixed(5), longitude.toFixed(5)];
  return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=17/${lat}/${lon}`;
}

/** How long a title is to set: long ones are set smaller, and so are those with a word that fills a phone's line. */
export function titleLength(name: string): 'short' | 'medium' | 'long' {
  const longest = Math.max(0, ...name.split(/\s+/).map((word) => [...word].length));
  if (name.length > 52 || longest > 15) return 'long';
  return name.length > 26 || longest > 10 ? 'medium' : 'short';
}

/** By what a list of events can be narrowed, and what was chosen. */
export type EventFilter = {
  types: EventChoice[];
  topics: EventChoice[];
  type: EventChoice | null;
  topic: EventChoice | null;
};

/** One page of a list of events. */
export type EventsPage = {
  events: EventFace[];
  /** From 1 on. */
  page: number;
  /** Whether there are events after these. */
  more: boolean;
};
/** Both lists; null for what is not shown while one turns the pages of the other. */
export type EventPages = { upcoming: EventsPage | null; past: EventsPage | null };
