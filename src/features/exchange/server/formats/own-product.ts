/** How a file tells that Foyer wrote it, and of which event. */
import { EVENT_UID, GENERATOR } from './programme.ts';

/* What stands between the product and the language may have slashes of its own. */
const PRODID = /^\s*-\/\/Foyer\/\/(.*)\/\/EN\s*$/s;

/** Whether PRODID says that Foyer wrote the calendar. */
export function isOwnProduct(prodid: string | undefined): boolean {
  return PRODID.test(prodid ?? '');
}

/** The text in our PRODID, where xCal of RFC 6321 has the name of the event. */
export function nameInProduct(prodid: string | undefined): string | undefined {
  return PRODID.exec(prodid ?? '')?.[1];
}

/** Whether a schedule's generator is Foyer. */
export function isOwnGenerator(name: string | undefined): boolean {
  return name?.trim() === GENERATOR.name;
}

/**
 * The page of the event that has this session's page, or that this is itself; '' where the address is of another form.
 */
export function eventPageOf(page: string | undefined): string {
  const text = page?.trim() ?? '';
  return /^(https?:\/\/.+)\/sessions\/\d+$/.exec(text)?.[1] ?? (/^https?:\/\/.+\/e\/[^/]+$/.test(text) ? text : '');
}

/** Whether an entry of a calendar of ours stands for the event itself, and not for a session. */
export function isEventItself({ uid, url }: { uid: string | undefined; url: string | undefined }): boolean {
  return (uid ?? '').startsWith(EVENT_UID) && eventPageOf(url) === url?.trim();
}
