/** Links that put a date into the calendars people have, each with nothing but what the date itself says. */
import { basicUtc, isoUtc } from '#platform/time.ts';

export type CalendarEntry = {
  title: string;
  startsAt: number;
  endsAt: number;
  /** IANA name. */
  timeZone: string;
  /** '' for none. */
  place: string;
  /** The public address of the page about it. */
  address: string;
};

/** A form of Google Calendar with the entry in it. */
export function googleCalendarHref({ title, startsAt, endsAt, timeZone, place, address }: CalendarEntry): string {
  return withQuery('https://calendar.google.com/calendar/render', {
    action: 'TEMPLATE',
    text: title,
    dates: `${basicUtc(startsAt)}/${basicUtc(endsAt)}`,
    ctz: timeZone,
    details: address,
    location: place,
  });
}

const OUTLOOK = { personal: 'https://outlook.live.com', work: 'https://outlook.office.com' } as const;

/** A form of Outlook on the web with the entry in it: of a personal account, or of one at work or school. */
export function outlookCalendarHref(entry: CalendarEntry, account: keyof typeof OUTLOOK): string {
  return withQuery(`${OUTLOOK[account]}/calendar/0/action/compose`, {
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: entry.title,
    startdt: isoUtc(entry.startsAt),
    enddt: isoUtc(entry.endsAt),
    body: entry.address,
    location: entry.place,
  });
}

/** The address of a calendar as programs subscribe to it. */
export function webcalHref(address: string): string {
  return address.replace(/^https?:/, 'webcal:');
}

/** Spaces as `%20`: not every calendar reads `+` as one. */
function withQuery(address: string, query: Record<string, string>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== '');
  return `${address}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}
