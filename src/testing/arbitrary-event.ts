/** Events in many zones, on days on which clocks change. */
import fc from 'fast-check';
import type { ConferenceEvent } from '#features/exchange/conference.ts';
import { fromLocal, type Instant } from '#platform/time.ts';
import { arbitraryLine, arbitraryText, optionalLine } from './arbitrary-text.ts';
import { address, degrees, form, language, links, media } from './arbitrary-records.ts';

const MINUTE = 60_000;

const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
  'America/St_Johns',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'America/Santiago',
];
/** Eves of clock changes in one zone or another, a leap day, and a day on which nothing happens. */
const DATES = [
  '2027-03-27',
  '2027-10-30',
  '2027-03-13',
  '2027-11-06',
  '2027-04-03',
  '2028-02-28',
  '2026-12-31',
  '2027-06-03',
];

/** Where and when an event takes place. */
export const window = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    date: fc.constantFrom(...DATES),
    hour: fc.integer({ min: 0, max: 23 }),
    days: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ zone, date, hour, days }) => {
    const [year, month, day] = date.split('-').map(Number) as [number, number, number];
    const startsAt = fromLocal({ year, month, day, hour, minute: 0, second: 0 }, zone);
    return { timeZone: zone, startsAt, endsAt: startsAt + days * 1440 * MINUTE };
  });

export type Window = { timeZone: string; startsAt: Instant; endsAt: Instant };

/** A published event within `span`. */
export function arbitraryEvent(span: Window): fc.Arbitrary<ConferenceEvent> {
  return fc
    .record({
      acronym: fc.stringMatching(/^[a-z]{4,9}-[a-z0-9]{3,6}$/),
      name: arbitraryLine().map((words) => `Event ${words}`),
      subtitle: optionalLine,
      description: arbitraryText(),
      locationName: optionalLine,
      city: optionalLine,
      place: fc.option(fc.tuple(degrees, degrees)),
      website: address,
      ticketUrl: address,
      email: fc.constantFrom('', 'hello@event.example'),
      language,
      logo: media,
      header: media,
      organizerName: optionalLine,
      organizerDescription: arbitraryText(),
      socialLinks: links,
      codeOfConduct: arbitraryText(),
      copyright: fc.option(
        fc.record({
          holder: optionalLine,
          holderUrl: address,
          licence: optionalLine,
          licenceUrl: address,
          year: fc.constantFrom('', '2027'),
          logo: address,
        }),
      ),
      callForSpeakers: fc.option(
        fc.record({
          announcement: arbitraryText(),
          startsAt: fc.option(fc.constant(span.startsAt - 90 * 1440 * MINUTE)),
          endsAt: fc.option(fc.constant(span.startsAt - 30 * 1440 * MINUTE)),
        }),
      ),
      type: optionalLine,
      topic: optionalLine,
      subTopic: optionalLine,
      dayChangeMinutes: fc.constantFrom(0, 240, 300),
      timeslotMinutes: fc.constantFrom(5, 15, 60),
      sessionForm: form,
      speakerForm: form,
      scheduleVersion: optionalLine,
    })
    .map(({ place, ...event }) => ({
      ...event,
      ...span,
      key: '1',
      latitude: place?.[0] ?? null,
      longitude: place?.[1] ?? null,
      state: 'published' as const,
      updatedAt: span.startsAt - 86_400_000,
    }));
}
